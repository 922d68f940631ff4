"""Needs no container: PYTHONPATH=src:packages/orac_text python3 -m unittest discover -s tests/unit"""

import pathlib
import unittest

from hey_orac import model
from orac_text import normalise

EXAMPLE = pathlib.Path(__file__).resolve().parents[2]


class Normalise(unittest.TestCase):
    def test_keeps_letters_and_single_spaces(self):
        self.assertEqual(normalise("  Héy,\n ORAC!  "), "hey orac")

    def test_has_nothing_to_say_about_other_scripts(self):
        self.assertEqual(normalise("オラク 42"), "")


class Model(unittest.TestCase):
    def setUp(self):
        self.model = model.Model((EXAMPLE / "models/hey-orac.bin").read_bytes())

    def test_knows_its_wake_word_anywhere_in_a_sentence(self):
        self.assertEqual(self.model.score("Hey, Orac"), 1)
        self.assertEqual(self.model.score("I said hey Orac, twice"), 1)

    def test_does_not_know_other_words(self):
        self.assertLess(self.model.score("good morning"), 0.5)
        self.assertEqual(self.model.score(""), 0)

    def test_is_the_one_that_training_makes(self):
        self.assertEqual(model.train("hey orac"), (EXAMPLE / "models/hey-orac.bin").read_bytes())

    def test_refuses_a_damaged_file(self):
        for content in (b"", b"ORAC\x01", model.train("hey orac")[:-1], model.MAGIC + bytes(1 + model.PAIRS)):
            with self.subTest(content=content[:8]), self.assertRaises(ValueError):
                model.Model(content)


if __name__ == "__main__":
    unittest.main()
