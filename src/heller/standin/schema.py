"""The stand-in's tables: the copy of the journal, what adds up from it, and its own log."""

from typing import Final

VERSION: Final = 1
SCHEMA: Final = """
CREATE TABLE entry (seq INTEGER PRIMARY KEY, generation INTEGER NOT NULL, epoch INTEGER NOT NULL,
    salt BLOB NOT NULL, body BLOB NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL,
    first_seq INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
    edge BLOB NOT NULL) STRICT;
CREATE TABLE node (generation INTEGER, level INTEGER, place INTEGER, hash BLOB NOT NULL,
    PRIMARY KEY (generation, level, place)) STRICT, WITHOUT ROWID;
CREATE TABLE cosigned (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) STRICT;

CREATE TABLE register (what INTEGER, key TEXT, content BLOB NOT NULL, PRIMARY KEY (what, key))
    STRICT, WITHOUT ROWID;
CREATE TABLE card (ref BLOB PRIMARY KEY, no INTEGER NOT NULL UNIQUE, state INTEGER NOT NULL,
    public BLOB NOT NULL, face INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE lot (card INTEGER, no INTEGER, kind INTEGER NOT NULL,
    remaining INTEGER NOT NULL CHECK (remaining >= 0), active_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL, PRIMARY KEY (card, no)) STRICT, WITHOUT ROWID;
CREATE TABLE total (account INTEGER PRIMARY KEY, cents INTEGER NOT NULL) STRICT;
CREATE TABLE sold (point INTEGER, day INTEGER, cents INTEGER NOT NULL, PRIMARY KEY (point, day))
    STRICT, WITHOUT ROWID;
CREATE TABLE booked (till INTEGER, seq INTEGER, hash BLOB NOT NULL, outcome INTEGER NOT NULL,
    receipt BLOB NOT NULL, advised INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (till, seq))
    STRICT, WITHOUT ROWID;

CREATE TABLE log (n INTEGER PRIMARY KEY, message BLOB NOT NULL, receipt BLOB NOT NULL,
    till INTEGER, seq INTEGER) STRICT;  -- till and seq of a claim that was only noted
CREATE TABLE known (till INTEGER, seq INTEGER, kind INTEGER NOT NULL, hash BLOB NOT NULL,
    ref BLOB NOT NULL, point INTEGER NOT NULL, amount INTEGER NOT NULL,
    outcome INTEGER NOT NULL, decided_at INTEGER NOT NULL, message BLOB NOT NULL,
    receipt BLOB NOT NULL, PRIMARY KEY (till, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX known_card ON known (ref);
CREATE INDEX known_sale ON known (point) WHERE outcome = 1 AND kind = 17;
CREATE TABLE decision (till INTEGER, claim_seq INTEGER, seq INTEGER NOT NULL,
    verdict INTEGER NOT NULL, PRIMARY KEY (till, claim_seq)) STRICT, WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
"""
