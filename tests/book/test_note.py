"""Tree heads as foreign tools read them: C2SP signed-note and tlog-checkpoint."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.samples import SCOPE, digest, key

from heller.book.note import TreeHead, head_text, open_head, origin, sign_head, verifier_key
from heller.keys import signing_key

HEAD = key("HEAD")
ORIGIN = f"heller/05978036/{SCOPE.root8.hex()}/1"
FIRST = TreeHead(ORIGIN, 48_214, digest("tree"))
NOTE = sign_head(FIRST, HEAD)
DASH = "\N{EM DASH}"
SIGNATURE = (
    "8dmOWrTBxSG9xC0tvtjodEinlErayTqS+7rj9CXlE7ed4W9kHelC3K2DUQ+9eyTMbkPEWcfKWAdbDu3Drtat0g0trQ0="
)
FIXED = f"""heller/05978036/52dbd9ad90fc949e/1
48214
3Jxe24stR55pe0sLirh08ysyUThZjOnnt1nrgpIRBiI=

{DASH} heller/05978036/52dbd9ad90fc949e/1 {SIGNATURE}
"""


def test_origin_names_city_root_and_generation() -> None:
    assert origin(SCOPE, 1) == ORIGIN


def test_foreign_vector() -> None:
    """The example of Go's golang.org/x/mod/sumdb/note, key and signature."""
    secret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    neumann = signing_key(base64.b64decode(secret)[1:])
    assert verifier_key("PeterNeumann", neumann.public) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signature = base64.b64encode(bytes.fromhex("c74f20a3") + neumann.sign_bare(text.encode()))
    assert signature.decode() == (
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
        "nAM="
    )


def test_fixed_note() -> None:
    """Key and content fixed, so that a change of the format is seen."""
    assert NOTE == FIXED
    assert head_text(FIRST) == FIXED.partition("\n\n")[0] + "\n"
    assert verifier_key(ORIGIN, HEAD.public) == (
        "heller/05978036/52dbd9ad90fc949e/1+f1d98e5a+ARXvb1TpD+OK2MkbQvQOfo3ePTgb0vktRvZvvdbtAQp3"
    )


@given(size=st.integers(0, 2**63), root=st.binary(min_size=32, max_size=32))
def test_note_comes_back_equal(size: int, root: bytes) -> None:
    head = TreeHead(ORIGIN, size, root)
    assert open_head(sign_head(head, HEAD), HEAD.public) == head


def signed(text: str) -> str:
    """Sign any text as if it were a head of this origin."""
    key_id = base64.b64decode(SIGNATURE)[:4]
    signature = base64.b64encode(key_id + HEAD.sign_bare(text.encode())).decode()
    return f"{text}\n{DASH} {ORIGIN} {signature}\n"


def test_cosignatures_and_extension_lines_do_not_disturb() -> None:
    cosigned = NOTE + f"{DASH} witness.example {base64.b64encode(bytes(76)).decode()}\n"
    assert open_head(cosigned, HEAD.public) == FIRST
    assert open_head(signed(f"{head_text(FIRST)}an extension\n"), HEAD.public) == FIRST


ROOT = FIXED.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n48214\n",
        f"{ORIGIN}\n048214\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n\N{ARABIC-INDIC DIGIT FOUR}\n{ROOT}\n",
        f"{ORIGIN}\n48214\n{ROOT[4:]}\n",
        f"{ORIGIN}\n48214\n{ROOT[:-1]}*\n",
        f"\n48214\n{ROOT}\n",
    ],
    ids=["no root", "leading zero", "negative", "other digits", "short", "no base64", "no origin"],
)
def test_what_is_no_head_is_refused_though_signed(text: str) -> None:
    assert open_head(signed(text), HEAD.public) is None


@pytest.mark.parametrize(
    "note",
    [
        "",
        FIXED[:-1],
        FIXED.partition("\n\n")[0] + "\n\n",
        FIXED.replace("48214", "48215"),
        FIXED.replace(f"{DASH} heller", f"{DASH} keller"),
        FIXED.replace(DASH, "-"),
        FIXED.replace("8dmOWrT", "8dmOWrU"),
        FIXED.replace("8dmOWrT", "9dmOWrT"),
        FIXED.replace("8dmOWrT", "*dmOWrT"),
        FIXED.replace("/1\n", "/2\n"),
    ],
    ids=[
        "nothing",
        "no last newline",
        "no signature",
        "other size",
        "other name",
        "no dash",
        "other signature",
        "other key id",
        "no base64",
        "other generation",
    ],
)
def test_changed_note_is_refused(note: str) -> None:
    assert open_head(FIXED, HEAD.public) == FIRST
    assert open_head(note, HEAD.public) is None


def test_another_key_is_refused() -> None:
    assert open_head(NOTE, key("other").public) is None
