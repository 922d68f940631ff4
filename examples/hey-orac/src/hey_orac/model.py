"""The wake-word model: how well each pair of neighbouring letters fits the wake word.

File format: the bytes `ORAC`, a format version (1), the number of letter pairs in the wake word, then one
weight from 0 to 255 for each pair of `orac_text.ALPHABET`, row by row.

    python -m hey_orac.model "hey orac" models/hey-orac.bin      makes one.
"""

import hashlib
import pathlib
import sys

from orac_text import ALPHABET, normalise

MAGIC = b"ORAC\x01"
PAIRS = len(ALPHABET) ** 2


class Model:
    """A model as read from its file."""

    def __init__(self, content: bytes) -> None:
        header = len(MAGIC) + 1
        if not content.startswith(MAGIC) or len(content) != header + PAIRS or content[len(MAGIC)] == 0:
            raise ValueError("not a wake-word model")
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._window = content[len(MAGIC)]
        self._weights = content[header:]

    def score(self, text: str) -> float:
        """How certain it is that the wake word is in `text`: from 0 (no letter fits) to 1 (all of them do)."""
        weights = [self._weights[pair] for pair in _pairs(text)]
        starts = range(max(1, len(weights) - self._window + 1))
        best = max(sum(weights[start : start + self._window]) for start in starts)
        return best / (255 * self._window)


def train(wake_word: str) -> bytes:
    """The content of a model file for one wake word."""
    pairs = _pairs(wake_word)
    weights = bytearray(PAIRS)
    for pair in pairs:
        weights[pair] = 255
    return MAGIC + bytes([len(pairs)]) + bytes(weights)


def _pairs(text: str) -> list[int]:
    places = [ALPHABET.index(letter) for letter in f" {normalise(text)} "]
    return [first * len(ALPHABET) + second for first, second in zip(places, places[1:])]


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_bytes(train(sys.argv[1]))
