"""A receipt is judged without a server; only the city's own signature makes it genuine."""

import pytest
from tests.claims.samples import KAMEN, KEYSET, RECEIPT, ROOT, SCOPE, key

from heller.claims.codes import Code, write_code
from heller.claims.messages import seal
from heller.claims.receipt_check import SENTENCES, Finding, check_receipt
from heller.keys import scope_of

SEALED_KEYSET = seal(SCOPE, ROOT, KEYSET)
MESSAGE = seal(SCOPE, key("ACK"), RECEIPT)
KAMEN_SCOPE = scope_of(KAMEN, key("root of Kamen").public)


@pytest.mark.parametrize("given", [MESSAGE, write_code(Code.RECEIPT, MESSAGE)])
def test_a_genuine_receipt_is_shown(given: str | bytes) -> None:
    found = check_receipt(given, SEALED_KEYSET, ROOT.public)
    assert (found.finding, found.receipt) == (Finding.GENUINE, RECEIPT)
    assert found.keyset is not None
    assert found.keyset.name == "Unna"


def test_the_stand_ins_receipt_is_genuine_too() -> None:
    message = seal(SCOPE, key("STANDIN"), RECEIPT._replace(by=2, key=5))
    assert check_receipt(message, SEALED_KEYSET, ROOT.public).finding is Finding.GENUINE


@pytest.mark.parametrize(
    ("message", "finding"),
    [
        (b"", Finding.UNREADABLE),
        (MESSAGE[:-1], Finding.UNREADABLE),
        (MESSAGE[:58] + b"\0" + MESSAGE[59:], Finding.FORGED),
        (MESSAGE[:-1] + b"\0", Finding.FORGED),
        (seal(SCOPE, key("STANDIN"), RECEIPT), Finding.FORGED),
        (seal(SCOPE, key("ACK"), RECEIPT._replace(key=99)), Finding.UNKNOWN_KEY),
        (seal(SCOPE, key("LEASE"), RECEIPT._replace(key=2)), Finding.UNKNOWN_KEY),
        (seal(SCOPE, key("ACK"), RECEIPT._replace(by=2)), Finding.UNKNOWN_KEY),
        (seal(KAMEN_SCOPE, key("ACK"), RECEIPT._replace(city=KAMEN)), Finding.OTHER_CITY),
    ],
)
def test_anything_else_is_not(message: bytes, finding: Finding) -> None:
    assert check_receipt(message, SEALED_KEYSET, ROOT.public).finding is finding


@pytest.mark.parametrize("text", ["", "HR1:", "HG1:00", "Guten Tag", "HR1:Ä"])
def test_other_text_is_unreadable(text: str) -> None:
    assert check_receipt(text, SEALED_KEYSET, ROOT.public).finding is Finding.UNREADABLE


def test_keys_that_root_did_not_sign_prove_nothing() -> None:
    found = check_receipt(MESSAGE, SEALED_KEYSET, key("thief").public)
    assert (found.finding, found.receipt) == (Finding.NO_KEYS, None)


def test_every_finding_has_its_sentences() -> None:
    assert set(SENTENCES) == set(Finding)
    assert all(german and english for german, english in SENTENCES.values())
