"""A name is read with both its key and the city's; without either it is gone."""

import os

import pytest
from nacl.exceptions import CryptoError

from heller.till.names import open_name, seal_name

MASTER = bytes(range(32))


@pytest.mark.parametrize("name", ["Buch Meier", "Bäckerei Özdemir & Töchter", "本"])
def test_name_there_and_back(name: str) -> None:
    ciphertext, wrapped = seal_name(MASTER, name, os.urandom)
    assert open_name(MASTER, ciphertext, wrapped) == name
    assert name.encode() not in ciphertext + wrapped


def test_erased_key_erases_the_name() -> None:
    ciphertext, _ = seal_name(MASTER, "Buch Meier", os.urandom)
    _, other = seal_name(MASTER, "Buch Meier", os.urandom)
    with pytest.raises(CryptoError):
        open_name(MASTER, ciphertext, other)
    with pytest.raises(CryptoError):
        open_name(bytes(32), *seal_name(MASTER, "Buch Meier", os.urandom))
