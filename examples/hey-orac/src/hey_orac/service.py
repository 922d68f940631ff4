"""What the service knows and how it answers, apart from HTTP."""

import importlib.metadata
import pathlib
import tomllib
from datetime import datetime, timezone

from . import __version__
from .model import Model


class Service:
    """One running service. Everything is read once, at the start: new files need a restart."""

    def __init__(self, root: pathlib.Path, recordings: pathlib.Path) -> None:
        self._recordings = recordings
        self._layers = {stamp.name: stamp.read_text().strip() for stamp in sorted((root / "layers").glob("*"))}
        with open(root / "config/hey-orac.toml", "rb") as settings:
            self._settings = tomllib.load(settings)
        self._model = Model((root / "models/hey-orac.bin").read_bytes())
        self.problems = self._self_test()

    def about(self) -> dict:
        """What this release was made from: one entry for each kind of change that a deployment can bring."""
        return {
            "service": "hey-orac",
            "version": __version__,
            "configuration": self._settings,
            "model": {"sha256": self._model.sha256},
            "dependencies": {"orac-text": importlib.metadata.version("orac-text")},
            "layers_built": self._layers,
        }

    def listen(self, text: str) -> dict:
        """Whether the wake word is in `text`. A call that was heard is added to the recordings."""
        score = self._model.score(text)
        heard = score >= self._settings["sensitivity"]
        if heard:
            with open(self._recordings / "heard.log", "a", encoding="utf-8") as log:
                log.write(f"{datetime.now(timezone.utc).isoformat(timespec='seconds')} {text!r}\n")
        return {"heard": heard, "score": round(score, 3), "reply": self._settings["reply"] if heard else ""}

    def _self_test(self) -> list[str]:
        problems = []
        if not 0 < self._settings["sensitivity"] <= 1:
            problems.append(f"sensitivity must be above 0 and at most 1, not {self._settings['sensitivity']}")
        if self._model.score(self._settings["wake_word"]) < self._settings["sensitivity"]:
            problems.append(f"the model does not recognise the wake word {self._settings['wake_word']!r}")
        if not self._recordings.is_dir():
            problems.append(f"there is no directory {self._recordings} for recordings")
        return problems
