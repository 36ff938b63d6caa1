"""Makes src/heller/claims/vectors.json: the same bytes on every machine.

    python -m tests.claims.make_vectors

Each section is one function below. Bytes are hex, names are those of docs/protocol.md in camelCase.
CBOR values stand as JSON, with {"bytes": hex}, {"map": [[key, value] ...]} and {"int": digits}.
"""

import dataclasses
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any, Final

from tests.claims import samples, vector_faults, vector_records
from tests.claims.samples import CID, KAMEN, ROOT, SCOPE, UNNA, claim, digest, key
from tests.claims.vector_records import (
    CARD_KEY,
    KAMEN_SCOPE,
    Json,
    chain,
    named_fields,
    sealed_record,
)

from heller.cards.card import Card
from heller.cards.coded import to_text
from heller.cards.derived import (
    card_ref,
    card_signing_key,
    grouped,
    is_number,
    lkey,
    number,
    pin_mac,
    view,
)
from heller.cards.scan import pay_code, view_code
from heller.claims import cbor
from heller.claims.certificate import certificate
from heller.claims.codes import Code, write_code
from heller.claims.enrol import check_words, word_list
from heller.claims.frames import split_envelope
from heller.claims.handover import public_point, seal_envelope, upload_key
from heller.claims.messages import (
    SALE,
    Role,
    Signed,
    code_hash,
    order_hash,
    seal,
)
from heller.claims.receipt_check import check_receipt
from heller.keys import SigningKey

FILE: Final = Path(__file__).parents[2] / "src" / "heller" / "claims" / "vectors.json"


def plain(value: object) -> Any:  # noqa: ANN401 - JSON of any shape
    """Write a CBOR value as JSON."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, dict):
        return {
            "map": [[plain(item), plain(value[item])] for item in sorted(value, key=cbor.encode)]
        }
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        return {"int": str(value)}
    return value


def key_names() -> dict[bytes, str]:
    names = ["root", "till 17", "card", "between", "approver", "office", "thief"]
    roles = [role.name for role in Role if role.name != "UPLOAD"]
    return {key(name).public: name for name in names + roles}


def keys() -> Json:
    made = {
        name: {"seed": digest(name).hex(), "public": public.hex()}
        for public, name in key_names().items()
    }
    return made | {"card 1": {"seed": CARD_KEY.seed().hex(), "public": CARD_KEY.public.hex()}}


def signed_with(message: Signed, signer: SigningKey) -> Json:
    sealed = seal(SCOPE, signer, message)
    return {
        "kind": message.domain,
        "signer": key_names()[signer.public],
        "payload": sealed[:-64].hex(),
        "message": sealed.hex(),
    }


def is_fixed(message: Signed) -> bool:
    return message.pack()[0] >> 5 != 5  # a CBOR map begins with the bits 101


def messages() -> list[Json]:
    fixed = [pair for pair in samples.SIGNED if is_fixed(pair[0])]
    return [signed_with(*pair) | {"fields": named_fields(pair[0])} for pair in fixed]


def cbor_messages() -> list[Json]:
    others = [pair for pair in samples.SIGNED if not is_fixed(pair[0])]
    return [signed_with(*pair) | {"value": plain(cbor.decode(pair[0].pack()))} for pair in others]


def frames() -> list[Json]:
    frame = samples.FRAME
    return [{"fields": named_fields(frame), "payload": frame.pack().hex()}]


# ------------------------------------------------------------------------------------------- cards


def cards() -> list[Json]:
    return [card_vector(digest(f"card {place}")[:16], face) for place, face in [(1, 2_500), (2, 0)]]


def card_vector(cid: bytes, face: int) -> Json:
    own, pin = card_signing_key(cid), "004711"
    card = Card(UNNA, 1, cid, face)
    message = card.sealed(SCOPE, key("ISSUER"))
    return {
        "fields": named_fields(card),
        "ref": card_ref(cid).hex(),
        "keySeed": own.seed().hex(),
        "keyPublic": own.public.hex(),
        "lkey": lkey(cid).hex(),
        "view": view(cid).hex(),
        "number": number(cid),
        "printed": grouped(number(cid)),
        "pin": pin,
        "pepper": digest("pepper").hex(),
        "pinMac": pin_mac(digest("pepper"), SCOPE.root8, card_ref(cid), pin).hex(),
        "message": message.hex(),
        "signer": "ISSUER",
        "payCode": pay_code(message),
        "viewCode": view_code("https://karte.unna.example/", UNNA, view(cid)),
    }


def scanned() -> list[Json]:
    good = Card(UNNA, 1, CID, 2_500).sealed(SCOPE, key("ISSUER"))
    texts = {
        pay_code(good): "pay",
        pay_code(good) + "\r\n": "pay",
        view_code("https://karte.unna.example/", UNNA, view(CID)): "view",
        "https://karte.unna.example/#HV1.": "view",
        "https://karte.unna.example/": "foreign",
        pay_code(good)[:-3]: "foreign",
        pay_code(b"\2" + good[1:]): "foreign",
        to_text("HR1:", good): "foreign",
        "4006381333931": "foreign",
        "": "foreign",
    }
    return [{"text": text, "kind": kind} for text, kind in texts.items()]


def numbers() -> Json:
    good = number(CID)
    slips = [
        good[:place] + str((int(digit) + 1) % 10) + good[place + 1 :]
        for place, digit in enumerate(good)
    ]
    swaps = [
        good[:place] + good[place + 1] + good[place] + good[place + 2 :]
        for place in range(15)
        if good[place] != good[place + 1]
    ]
    bad = [*slips, *swaps, good[:-1], good + "0", ""]
    assert is_number(good)
    assert not any(is_number(digits) for digits in bad)
    return {"good": [number(digest(f"card {place}")[:16]) for place in range(8)], "bad": bad}


# ---------------------------------------------------------------------------------- all the others


def cbor_values() -> Json:
    values = [
        0, 23, 24, 255, 256, 65_535, 65_536, 2**32 - 1, 2**32, 2**53, 2**64 - 1, -1, -24, -25, -500,
        -(2**64), b"", b"Heller", "", "Zählfehler €", "\ufeffBOM", "\U0001f3b5", None, True, False,
        [], [1, [2, [3]]], {}, {1: b"", 24: "x", 256: None}, {"b": 1, "a": 2, "aa": 3},
        [{0: {"a": []}}],
    ]  # fmt: skip
    bad = {
        "nothing": "",
        "cut list": "8201",
        "more behind": "0102",
        "long number": "1801",
        "longer number": "1b0000000000000001",
        "long length": "580101",
        "indefinite list": "9f01ff",
        "indefinite bytes": "5f4101ff",
        "indefinite text": "7f6161ff",
        "indefinite map": "bfff",
        "unsorted map": "a2616200616100",
        "double key": "a201000100",
        "keys of two kinds": "a20100616100",
        "negative key": "a12000",
        "list as key": "a18000",
        "yes as key": "a1f500",
        "bytes as key": "a1410000",
        "half float": "f93c00",
        "float": "fa3f800000",
        "double": "fb3ff0000000000000",
        "undefined": "f7",
        "simple value": "e0",
        "long simple value": "f814",
        "date": "c100",
        "big number": "c24101",
        "self-described": "d9d9f700",
        "bad text": "61ff",
        "surrogate": "63eda080",
        "break": "ff",
        "endless list": "9bffffffffffffffff",
        "endless bytes": "5b7fffffffffffffff",
        "reserved": "1c",
        "16 lists deep": "81" * 16 + "00",
    }
    return {
        "good": [{"hex": cbor.encode(value).hex(), "value": plain(value)} for value in values],
        "bad": [{"why": why, "hex": data} for why, data in bad.items()],
    }


def base45() -> Json:
    data = [
        b"",
        b"\0",
        b"\xff",
        b"AB",
        b"Hello!!",
        b"base-45",
        b"ietf!",
        b"\xff\xff",
        bytes(range(64)),
    ]
    bad = ["0", "000 X", "GGW", "::", ":::", "ZZ", "aa0", "Ä00", "00\n", "00-0:"]
    return {"good": [{"hex": item.hex(), "text": to_text("", item)} for item in data], "bad": bad}


def journal() -> Json:
    """Hashed here by the page docs/journal.md, not by the book's own code."""
    prev = hashlib.sha256(b"heller/journal/1\0" + SCOPE.root8 + UNNA.to_bytes(4)).digest()
    made: Json = {"genesisPrev": prev.hex(), "entries": []}
    for seq, entry_id in enumerate(["g/1", "c/17/1", "c/17/1/drop"], start=1):
        salt, body = (
            digest(entry_id)[:16],
            cbor.encode({0: 1, 1: seq, 2: entry_id, 5: samples.SATURDAY}),
        )
        hashed = hashlib.sha256(salt + body).digest()
        leaf = (
            b"\1\4" + UNNA.to_bytes(4) + b"\2" + (1).to_bytes(2) + b"\4" + (7).to_bytes(4)
            + b"\10" + seq.to_bytes(8) + b"\40" + prev + b"\40" + hashed
        )  # fmt: skip
        entry = {"generation": 1, "epoch": 7, "seq": seq, "salt": salt, "body": body, "prev": prev}
        prev = hashlib.sha256(b"\0" + leaf).digest()
        entry |= {"digest": hashed, "leaf": leaf, "hash": prev}
        made["entries"].append(
            {k: v.hex() if isinstance(v, bytes) else v for k, v in entry.items()}
        )
    return made


def words() -> list[Json]:
    cases = [("till 17", "K7QPW2MX"), ("thief", "K7QPW2MX"), ("till 17", "ABCD2345")]
    return [
        {
            "public": key(name).public.hex(),
            "code": code,
            "codeHash": code_hash(code).hex(),
            "words": check_words(key(name).public, code_hash(code)),
        }
        for name, code in cases
    ]


def snapshot() -> list[Json]:
    """Blinded here by the page docs/protocol.md, not by the code that makes snapshots."""
    made = []
    cases = [(812, 0, 2_520, 0), (812, 1, 2**24 - 1, 249), (813, 0, 0, 254), (813, 0, 0, 255)]
    for snap_seq, place, balance, lot_class in cases:
        k, own = digest("blind")[:16], lkey(CID)
        mask = hmac.digest(k, snap_seq.to_bytes(4) + own + bytes([place]), "sha256")
        open_part = balance.to_bytes(3) + bytes([lot_class])
        masked = bytes(a ^ b for a, b in zip(open_part, mask[8:12], strict=True))
        case = {"k": k.hex(), "snapSeq": snap_seq, "lkey": own.hex(), "i": place}
        made.append(
            case | {"balance": balance, "class": lot_class, "record": (mask[:8] + masked).hex()}
        )
    return made


def certificates() -> Json:
    body = claim(SALE, flags=4)
    sale, lease = sealed_record(body), seal(SCOPE, key("LEASE"), samples.LEASE)
    spoken = sealed_record(samples.DECISION)
    good = [certificate(sale, lease), certificate(sale, lease, spoken)]
    thief = seal(SCOPE, key("thief"), samples.LEASE)
    buyer = seal(SCOPE, key("LEASE"), dataclasses.replace(samples.LEASE, role=1))
    cut = certificate(sale, lease)[:-1]
    bad = {
        "cut": (cut, "malformed"),
        "no sale": (certificate(sealed_record(claim()), lease), "malformed"),
        "sale beyond the credit": (
            certificate(sealed_record(claim(SALE, flags=2)), lease),
            "malformed",
        ),
        "another till": (certificate(sealed_record(claim(SALE, till=18)), lease), "malformed"),
        "another lease": (certificate(sealed_record(claim(SALE, lease=4)), lease), "malformed"),
        "no right to sell": (certificate(sale, buyer), "malformed"),
        "dropped": (
            certificate(sale, lease, sealed_record(samples.DECISION._replace(verdict=4))),
            "malformed",
        ),
        "lease of no city": (certificate(sale, thief), "bad_signature"),
        "sale changed": (certificate(sale[:-1] + bytes([sale[-1] ^ 1]), lease), "bad_signature"),
    }
    return {
        "good": [{"message": m.hex(), "text": write_code(Code.CERTIFICATE, m)} for m in good],
        "bad": [{"why": why, "message": m.hex(), "code": code} for why, (m, code) in bad.items()],
    }


def receipts() -> list[Json]:
    ack, standin = key("ACK"), key("STANDIN")
    receipt = samples.RECEIPT
    by_standin = receipt._replace(by=2, key=5, ledger_seq=0)
    cases = {
        "by the book": seal(SCOPE, ack, receipt),
        "by the stand-in": seal(SCOPE, standin, by_standin),
        "the book's key for the stand-in": seal(SCOPE, ack, receipt._replace(by=2)),
        "no key of the city": seal(SCOPE, ack, receipt._replace(key=99)),
        "amount changed": seal(SCOPE, ack, receipt)[:40] + b"\1" + seal(SCOPE, ack, receipt)[41:],
        "another signer": seal(SCOPE, key("thief"), receipt),
        "another city": seal(KAMEN_SCOPE, ack, receipt._replace(city=KAMEN)),
        "cut": seal(SCOPE, ack, receipt)[:-2],
    }
    sealed = seal(SCOPE, ROOT, samples.KEYSET)
    texts = {why: write_code(Code.RECEIPT, message) for why, message in cases.items()}
    texts |= {"pasted": f"\n {texts['by the book']}\r\n", "nothing": "", "other": "Guten Tag"}
    return [
        {"why": why, "text": text, "finding": check_receipt(text, sealed, ROOT.public).finding}
        for why, text in texts.items()
    ]


def handover() -> Json:
    random = (digest("ephemeral") * 2)[:48] + digest("nonce")[:12]
    upload, transfer = upload_key((digest("upload") * 2)[:48]), bytes(range(8))
    records = [sealed_record(body) for body in chain()]
    envelope = seal_envelope(SCOPE, public_point(upload), transfer, records, random)
    ephemeral = upload_key(random[:48])
    pictures = [frame.pack() for frame in split_envelope(UNNA, transfer, envelope)]
    return {
        "uploadPrivate": upload.private_numbers().private_value.to_bytes(32).hex(),
        "uploadPublic": public_point(upload).hex(),
        "ephemeralPrivate": ephemeral.private_numbers().private_value.to_bytes(32).hex(),
        "ephemeralPublic": public_point(ephemeral).hex(),
        "nonce": random[48:].hex(),
        "transfer": transfer.hex(),
        "records": [record.hex() for record in records],
        "envelope": envelope.hex(),
        "frames": [write_code(Code.FRAME, picture) for picture in pictures],
    }


def vectors() -> Json:
    return {
        "about": "Good and bad bytes of docs/protocol.md; tests/claims/make_vectors.py makes them.",
        "city": {"city": UNNA, "rootPublic": ROOT.public.hex(), "root8": SCOPE.root8.hex()},
        "keys": keys(),
        "signatures": vector_faults.signatures(),
        "messages": messages(),
        "cborMessages": cbor_messages(),
        "frames": frames(),
        "records": vector_records.records(),
        "training": vector_records.training(),
        "twoSignatures": vector_records.two_signatures(),
        "genesis": vector_records.geneses(),
        "badMessages": vector_faults.bad_messages(),
        "badRecords": vector_faults.bad_records(),
        "cards": cards(),
        "scanned": scanned(),
        "numbers": numbers(),
        "cbor": cbor_values(),
        "base45": base45(),
        "journal": journal(),
        "officeOrderHash": order_hash(SCOPE, samples.OFFICE.pack()).hex(),
        "wordList": word_list(),
        "checkWords": words(),
        "snapshot": snapshot(),
        "certificates": certificates(),
        "receipts": receipts(),
        "handover": handover(),
    }


def text() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
