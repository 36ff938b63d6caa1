"""Python reads the bytes of vectors.json as the protocol says, and refuses what is bad."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from tests.claims import make_vectors, samples
from tests.claims.make_vectors import FILE, plain
from tests.claims.vector_records import named_fields

from heller.book.chain import body_digest, entry_hash
from heller.book.chain import genesis_prev as journal_genesis
from heller.cards.card import Card, is_genuine
from heller.cards.coded import from_text, to_text
from heller.cards.derived import (
    card_ref,
    card_signing_key,
    is_number,
    lkey,
    number,
    pin_mac,
    read_number,
    view,
)
from heller.cards.scan import Foreign, PayCode, ViewCode, parse_scanned, parse_view_code
from heller.claims import cbor
from heller.claims.certificate import open_certificate
from heller.claims.codes import Code, read_code
from heller.claims.enrol import check_words
from heller.claims.frames import Collector
from heller.claims.handover import open_envelope, upload_key
from heller.claims.messages import (
    Frame,
    Signed,
    code_hash,
    genesis_prev,
    open_keyset,
    open_message,
    parse_record,
    verify_proof,
    verify_record,
)
from heller.claims.receipt_check import check_receipt
from heller.errors import Malformed, Problem
from heller.keys import scope_of, verifies

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
CITY = VECTORS["city"]["city"]
ROOT = bytes.fromhex(VECTORS["city"]["rootPublic"])
SCOPE = scope_of(CITY, ROOT)
KINDS: dict[str, type[Signed]] = {m.domain: type(m) for m, _ in samples.SIGNED}
KEYSET = next(v for v in VECTORS["cborMessages"] if v["kind"] == "keyset")


def public(name: str) -> bytes:
    return bytes.fromhex(VECTORS["keys"][name]["public"])


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def titles(section: list[dict[str, Any]]) -> list[str]:
    return [f"{at}-{v.get('kind', '')}-{v.get('why', '')}" for at, v in enumerate(section)]


def each(section: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", section, ids=titles(section))


def test_the_file_is_what_its_maker_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == make_vectors.text()


def test_the_city_is_named_by_its_root_key() -> None:
    assert SCOPE.root8.hex() == VECTORS["city"]["root8"]


@each(VECTORS["messages"])
def test_a_fixed_message_is_read(vector: dict[str, Any]) -> None:
    body = open_message(
        KINDS[vector["kind"]], SCOPE, public(vector["signer"]), raw(vector["message"])
    )
    assert named_fields(body) == vector["fields"]
    assert body.pack().hex() == vector["payload"]


@each(VECTORS["cborMessages"])
def test_a_cbor_message_is_read(vector: dict[str, Any]) -> None:
    body = open_message(
        KINDS[vector["kind"]], SCOPE, public(vector["signer"]), raw(vector["message"])
    )
    assert plain(cbor.decode(body.pack())) == vector["value"]


@each(VECTORS["frames"])
def test_a_frame_is_read(vector: dict[str, Any]) -> None:
    frame = Frame.parse(raw(vector["payload"]), CITY)
    assert named_fields(frame) == vector["fields"]


@each(VECTORS["records"])
def test_a_record_is_read_and_verifies(vector: dict[str, Any]) -> None:
    record = parse_record(raw(vector["message"]), CITY)
    assert named_fields(record.body) == vector["fields"]
    assert (record.proof.hex(), record.hash.hex()) == (vector["proof"], vector["hash"])
    assert verify_record(SCOPE, public(vector["signer"]), record)
    if vector["card"]:
        assert verify_proof(SCOPE, public(vector["card"]), record)
        assert not verify_proof(SCOPE, public("card"), record)


def test_the_records_are_one_chain() -> None:
    prev = genesis_prev(SCOPE, 17)
    for vector in VECTORS["records"]:
        record = parse_record(raw(vector["message"]), CITY)
        assert record.body.prev == prev
        prev = record.claim_hash


def test_training_verifies_only_in_training() -> None:
    vector = VECTORS["training"]
    record = parse_record(raw(vector["message"]), CITY)
    for verify, name in ((verify_record, vector["signer"]), (verify_proof, vector["card"])):
        assert verify(SCOPE, public(name), record, training=True)
        assert not verify(SCOPE, public(name), record)


def test_two_different_valid_signatures_over_one_payload_are_one_record() -> None:
    vector = VECTORS["twoSignatures"]
    one, other = (parse_record(raw(vector[name]), CITY) for name in ("one", "other"))
    assert one.hash == other.hash
    assert one.signature != other.signature
    assert verify_record(SCOPE, public(vector["signer"]), one)
    assert verify_record(SCOPE, public(vector["signer"]), other)


@each(VECTORS["genesis"])
def test_a_chain_begins_so(vector: dict[str, Any]) -> None:
    scope = scope_of(vector["city"], raw(vector["rootPublic"]))
    assert genesis_prev(scope, vector["till"]).hex() == vector["prev"]


@each(VECTORS["signatures"])
def test_a_signature_is_good_or_bad_everywhere(vector: dict[str, Any]) -> None:
    given = [raw(vector[name]) for name in ("public", "message", "signature")]
    assert verifies(*given) is vector["good"]


@each(VECTORS["badMessages"])
def test_a_bad_message_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refusal:
        open_message(KINDS[vector["kind"]], SCOPE, raw(vector["public"]), raw(vector["message"]))
    assert refusal.value.code == vector["code"]


@each(VECTORS["badRecords"])
def test_a_bad_record_is_refused(vector: dict[str, Any]) -> None:
    try:
        record = parse_record(raw(vector["message"]), CITY)
    except Problem as refusal:
        assert refusal.code == vector["code"]  # noqa: PT017 - some are refused here, some below
    else:
        assert not verify_record(SCOPE, public(vector["signer"]), record)
        assert vector["code"] == "bad_signature"


@each(VECTORS["cards"])
def test_a_card_and_what_follows_from_it(vector: dict[str, Any]) -> None:
    message, cid = raw(vector["message"]), raw(vector["fields"]["cid"])
    assert named_fields(Card.parse(message[:26], CITY)) == vector["fields"]
    assert is_genuine(SCOPE, public(vector["signer"]), message)
    assert (card_ref(cid).hex(), number(cid)) == (vector["ref"], vector["number"])
    assert card_signing_key(cid).public.hex() == vector["keyPublic"]
    assert (lkey(cid).hex(), view(cid).hex()) == (vector["lkey"], vector["view"])
    mac = pin_mac(raw(vector["pepper"]), SCOPE.root8, card_ref(cid), vector["pin"])
    assert mac.hex() == vector["pinMac"]
    assert read_number(vector["printed"]) == vector["number"]
    scanned = parse_scanned(vector["payCode"])
    assert isinstance(scanned, PayCode)
    assert scanned.message == message
    assert parse_view_code(vector["viewCode"]) == (CITY, view(cid))


@each(VECTORS["scanned"])
def test_a_scanned_text_is_told_apart(vector: dict[str, Any]) -> None:
    kinds = {"pay": PayCode, "view": ViewCode, "foreign": Foreign}
    assert type(parse_scanned(vector["text"])) is kinds[vector["kind"]]


def test_numbers_are_checked() -> None:
    numbers = VECTORS["numbers"]
    assert [is_number(digits) for digits in numbers["good"]] == [True] * len(numbers["good"])
    assert [is_number(digits) for digits in numbers["bad"]] == [False] * len(numbers["bad"])


def test_cbor_has_one_form() -> None:
    for vector in VECTORS["cbor"]["good"]:
        assert plain(cbor.decode(raw(vector["hex"]))) == vector["value"]
    for vector in VECTORS["cbor"]["bad"]:
        with pytest.raises(Malformed):
            cbor.decode(raw(vector["hex"]))


def test_base45_is_that_of_the_rfc() -> None:
    for vector in VECTORS["base45"]["good"]:
        assert to_text("", raw(vector["hex"])) == vector["text"]
        assert from_text("", vector["text"]).hex() == vector["hex"]
    for text in VECTORS["base45"]["bad"]:
        with pytest.raises(Malformed):
            from_text("", text)


def test_the_journal_hashes_as_its_page_says() -> None:
    journal = VECTORS["journal"]
    prev = journal_genesis(SCOPE)
    assert prev.hex() == journal["genesisPrev"]
    for entry in journal["entries"]:
        digest = body_digest(raw(entry["salt"]), raw(entry["body"]))
        assert (digest.hex(), len(raw(entry["leaf"]))) == (entry["digest"], 89)
        place = entry["generation"], entry["epoch"], entry["seq"]
        prev = entry_hash(CITY, place, prev, digest)
        assert prev.hex() == entry["hash"]


def test_an_office_order_has_one_hash() -> None:
    office = next(v for v in VECTORS["cborMessages"] if v["kind"] == "office")
    text = b"heller/office/1\0" + SCOPE.root8 + raw(office["payload"])
    assert hashlib.sha256(text).hexdigest() == VECTORS["officeOrderHash"]


@each(VECTORS["checkWords"])
def test_check_words_are_the_same(vector: dict[str, Any]) -> None:
    assert code_hash(vector["code"]).hex() == vector["codeHash"]
    assert list(check_words(raw(vector["public"]), raw(vector["codeHash"]))) == vector["words"]


@each(VECTORS["snapshot"])
def test_a_snapshots_record_is_blinded_as_its_page_says(vector: dict[str, Any]) -> None:
    name = vector["snapSeq"].to_bytes(4) + raw(vector["lkey"]) + bytes([vector["i"]])
    mask = hmac.digest(raw(vector["k"]), name, "sha256")
    tag, masked = raw(vector["record"])[:8], raw(vector["record"])[8:]
    assert tag == mask[:8]
    shown = bytes(one ^ other for one, other in zip(masked, mask[8:12], strict=True))
    assert (int.from_bytes(shown[:3]), shown[3]) == (vector["balance"], vector["class"])


def test_certificates_are_opened_or_refused() -> None:
    keyset = open_keyset(raw(KEYSET["message"]), ROOT)
    for vector in VECTORS["certificates"]["good"]:
        message = read_code(Code.CERTIFICATE, vector["text"])
        assert message.hex() == vector["message"]
        open_certificate(message, SCOPE, keyset)
    for vector in VECTORS["certificates"]["bad"]:
        with pytest.raises(Problem) as refusal:
            open_certificate(raw(vector["message"]), SCOPE, keyset)
        assert refusal.value.code == vector["code"]


@each(VECTORS["receipts"])
def test_a_receipt_is_judged(vector: dict[str, Any]) -> None:
    found = check_receipt(vector["text"], raw(KEYSET["message"]), ROOT)
    assert found.finding == vector["finding"]


def test_a_hand_over_arrives() -> None:
    vector = VECTORS["handover"]
    collector = Collector()
    frames = [Frame.parse(read_code(Code.FRAME, text), CITY) for text in vector["frames"]]
    *_, envelope = [collector.take(frame) for frame in reversed(frames)]
    assert envelope is not None
    assert envelope.hex() == vector["envelope"]
    upload = upload_key((samples.digest("upload") * 2)[:48])
    records = open_envelope(SCOPE, upload, raw(vector["transfer"]), envelope)
    assert [record.hex() for record in records] == vector["records"]
