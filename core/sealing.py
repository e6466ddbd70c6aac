"""Words that the database keeps but cannot read: encrypted with a key that stands outside it."""

import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE, _KEY_ID = 12, 8


class Unreadable(Exception):
    """What was sealed cannot be read. `str()` says why, in one plain line."""


OTHER_KEY = (
    "This was sealed with another key, so it cannot be opened. Put the file secret-key, or CHAMPION_SECRET_KEY, back "
    "as it was on that day."
)
CHANGED = "This was changed after it was sealed, so it cannot be opened. Please tell your administrator."


@dataclass(frozen=True)
class Safe:
    """Seals with AES-GCM. `bound` is what the words belong to: they open only with the same again, so that sealed
    words moved to another row, or a row whose facts were changed, do not."""

    key: bytes  # 32 bytes

    @staticmethod
    def of(secret: bytes, purpose: str) -> "Safe":
        """A key of its own for each purpose, derived from the installation's."""
        return Safe(hmac.digest(secret, purpose.encode(), "sha256"))

    def seal(self, words: str, bound: str) -> bytes:
        """Key id, nonce, sealed words."""
        nonce = secrets.token_bytes(_NONCE)
        return self._key_id + nonce + AESGCM(self.key).encrypt(nonce, words.encode(), bound.encode())

    def open(self, sealed: bytes, bound: str) -> str:
        """The words. Raises Unreadable."""
        if sealed[:_KEY_ID] != self._key_id:
            raise Unreadable(OTHER_KEY)
        nonce, rest = sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
        try:
            return AESGCM(self.key).decrypt(nonce, rest, bound.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable(CHANGED) from error

    @property
    def _key_id(self) -> bytes:
        """Tells keys apart without telling the key."""
        return hmac.digest(self.key, b"which key", "sha256")[:_KEY_ID]
