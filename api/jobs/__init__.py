"""What is done later: the worker loop, and one handler for each kind of job."""
