"""The second voice in triage, where there is a model to hear with."""

import logging
from pathlib import Path

from core.places import CONTENT
from knowledge.search import Search
from safety.ear import Ear, load_ear
from safety.urgent import Urgent

log = logging.getLogger("chat")

EAR = CONTENT / "safety" / "ear.npz"


class Listening:
    """Hears with the model of the search, once that is ready. Without it the phrases decide alone."""

    def __init__(self, search: Search, path: Path | None = EAR) -> None:
        self._search = search
        self._path = path
        self._ear: Ear | None = None

    def __call__(self, text: str, heard: Urgent | None) -> dict[str, float] | None:
        """The chances of each urgent matter in a text without personal details. None when nothing can be heard; never
        raises, as an urgent message must get its reply whatever is broken."""
        if self._path is None or not self._search.ready:
            return None
        try:
            if self._ear is None:
                self._ear = load_ear(self._path, model=self._search.encoder.name)
                if self._ear is None:
                    self._path = None
                    return None
            return self._ear.chances(self._search.vector(text), heard)
        except Exception:
            log.exception("triage by phrases alone")
            return None
