"""The second voice, in triage and for requests about one's own data, where there is a model to hear with."""

import logging
from functools import cached_property
from pathlib import Path

from core.logs import note
from core.places import CONTENT
from knowledge.search import Search
from safety.ear import Ear, load_ear
from safety.requests import Request, likely
from safety.urgent import Urgent

log = logging.getLogger("chat")

EAR = CONTENT / "safety" / "ear.npz"
REQUESTS = CONTENT / "safety" / "requests.npz"


class Listening:
    """Hears with the model of the search, once that is ready. Without it the phrases decide alone."""

    def __init__(self, search: Search, path: Path = EAR, requests: Path = REQUESTS) -> None:
        self._search = search
        self._path = path
        self._requests = requests

    @cached_property
    def _ear(self) -> Ear | None:
        return self._loaded(self._path)

    @cached_property
    def _ear_for_requests(self) -> Ear | None:
        return self._loaded(self._requests)

    def _loaded(self, path: Path) -> Ear | None:
        ear = load_ear(path, model=self._search.encoder.taught)
        if ear is None:
            note(log, "phrases alone: no second voice for this model", file=path.name)
        return ear

    def __call__(self, text: str, heard: Urgent | None) -> dict[str, float] | None:
        """The chances of each urgent matter in a text without personal details. None when nothing can be heard; never
        raises, as an urgent message must get its reply whatever is broken."""
        if not self._search.ready:
            return None
        try:
            return self._chances(self._ear, text, heard) if self._ear else None
        except Exception:
            log.exception("triage by phrases alone")
            return None

    def request(self, text: str) -> Request | str | None:
        """What a question may ask for about the person's own data (see safety.requests.likely)."""
        ear = self._ear_for_requests if self._search.ready else None
        return likely(text, self._chances(ear, text, None) if ear else None)

    def _chances(self, ear: Ear, text: str, urgent: Urgent | None) -> dict[str, float]:
        heard = self._search.heard(text)
        return ear.chances(text, heard.meaning.vector, heard.tokens, urgent)
