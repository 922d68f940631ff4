"""The two ways in which a command fails, and the exit status of each."""


class HostError(Exception):
    """Something went wrong; the text says what was expected, what was found and what to do next."""

    exit_status = 1


class Unsupported(HostError):
    """This machine cannot run test hosts at all. 125 is what the tests know as "skip"."""

    exit_status = 125
