"""A wake-word service: finds the wake word in a line of text."""

__version__ = "1.0.0"
