"""How a command ends early: one clear line on standard error, exit code 1."""


class CommandFailure(Exception):  # noqa: N818 - it is the end of a command, not a fault of the program
    """The command cannot do what was asked; the text is the line that the user reads."""
