"""Converts text to the form that models are trained on."""

import unicodedata

ALPHABET = " abcdefghijklmnopqrstuvwxyz"


def normalise(text: str) -> str:
    """Lower-case letters a to z and single spaces: "Hé, ORAC!" becomes "he orac"."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    letters = "".join(c if c in ALPHABET else "" if unicodedata.combining(c) else " " for c in decomposed)
    return " ".join(letters.split())
