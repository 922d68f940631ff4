"""A wake-word service: tells from a line of text whether it was called."""

__version__ = "1.0.0"
