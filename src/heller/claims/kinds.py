"""The type byte of each fixed message, and the name of its domain (docs/protocol.md, section 2)."""

from typing import Final

CARD: Final = 0x01
REDEEM: Final = 0x10
SALE: Final = 0x11
VOID: Final = 0x12
REFUND: Final = 0x13
DECISION: Final = 0x14
CLOSE: Final = 0x15
LEASE: Final = 0x20
RECEIPT: Final = 0x21
ORDER: Final = 0x22
ENROL: Final = 0x30
UNLOCK: Final = 0x31
HELLO: Final = 0x32
RENEW: Final = 0x33
PROBE: Final = 0x40
PROBED: Final = 0x41
HEARTBEAT: Final = 0x42
FLUSH: Final = 0x43
STOP: Final = 0x44
STOPPED: Final = 0x45
STATUS: Final = 0x46
HELD: Final = 0x50
FRAME: Final = 0x51
APPROVAL: Final = 0x70

_DOMAINS: Final = {
    CARD: "card",
    REDEEM: "redeem",
    SALE: "sale",
    VOID: "void",
    REFUND: "refund",
    DECISION: "decision",
    CLOSE: "close",
    LEASE: "lease",
    RECEIPT: "receipt",
    ORDER: "order",
    ENROL: "enrol",
    UNLOCK: "unlock",
    HELLO: "hello",
    RENEW: "renew",
    PROBE: "probe",
    PROBED: "probed",
    HEARTBEAT: "heartbeat",
    FLUSH: "flush",
    STOP: "stop",
    STOPPED: "stopped",
    STATUS: "status",
    HELD: "held",
    APPROVAL: "approval",
}


def domain_name(kind: int) -> str:
    """Give the name under which messages of this type are signed; KeyError for an unsigned one."""
    return _DOMAINS[kind]
