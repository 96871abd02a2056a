"""The verbs: each file is one thing that a person or a program can do, told top to bottom."""
