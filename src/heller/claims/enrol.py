"""Check words: four words that till and office both show when a new till is enrolled."""

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from typing import Final

ROUNDS: Final = 200_000
WORDS: Final = 4


def check_words(public: bytes, code: bytes) -> tuple[str, ...]:
    """Give the four words of a till's public key (32 bytes) and its code's hash (32 bytes).

    Deliberately slow (about 0.1 s), so that nobody searches for a key with the same words.
    """
    salt = b"heller/check-words/1\0" + code
    drawn = hashlib.pbkdf2_hmac("sha256", public, salt, ROUNDS, WORDS)
    return tuple(word_list()[byte] for byte in drawn)


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """Give the 256 words, in the order that makes a byte a word."""
    text = (files("heller.claims") / "words.json").read_text(encoding="ascii")
    return tuple(json.loads(text))
