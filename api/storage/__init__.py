"""Everything that keeps bytes: database, blobs, keys, vault, and the sandbox that reads pictures."""
