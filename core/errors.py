"""One family of errors. The doors translate it once: exit status 2, a 4xx page, or a kind line in the chat."""


class ChampionError(Exception):
    """Something a person can put right. `str()` is one plain line that says what to do."""


class BadInput(ChampionError):
    """What was given cannot be used; nothing was changed."""


class NotThere(ChampionError):
    """It does not exist, or this person may not know that it does."""


class NotAllowed(ChampionError):
    """This person's role may not do that."""


class Taken(ChampionError):
    """Somebody else was first, or the state has moved on."""


class NotReady(ChampionError):
    """A part this needs is not running yet; trying again later may work."""
