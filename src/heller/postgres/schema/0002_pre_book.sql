-- The book: journal, its projections, and the few functions that are its interface.
-- No rule of money stands here: what is decided comes decided; these functions refuse the impossible.

CREATE TABLE book.epoch (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    n bigint NOT NULL,
    generation integer NOT NULL,
    first_seq bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE book.journal (
    generation integer NOT NULL,
    seq bigint NOT NULL,
    epoch bigint NOT NULL,
    entry_id text NOT NULL UNIQUE,
    salt bytea NOT NULL CHECK (length(salt) = 16),
    body bytea NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    prev bytea NOT NULL UNIQUE CHECK (length(prev) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (seq, generation) -- seq first: it runs on over generations, and is what is looked up
);

CREATE TABLE book.tree_node (
    generation integer NOT NULL,
    level smallint NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (generation, level, place)
);

CREATE TABLE book.account (
    no bigint PRIMARY KEY,
    kind smallint NOT NULL,
    side text NOT NULL CHECK (side IN ('credit', 'debit')),
    min_avail bigint
);

CREATE TABLE book.posting (
    seq bigint NOT NULL,
    line smallint NOT NULL,
    account bigint NOT NULL,
    cents bigint NOT NULL CHECK (cents <> 0),
    PRIMARY KEY (seq, line)
);
CREATE INDEX posting_account ON book.posting (account, seq) INCLUDE (cents);

-- balance of a recording account = newest snapshot + postings behind it
CREATE TABLE book.balance_snapshot (
    account bigint NOT NULL,
    seq bigint NOT NULL,
    cents bigint NOT NULL,
    PRIMARY KEY (account, seq)
);

CREATE TABLE book.batch (
    no bigint PRIMARY KEY,
    face bigint NOT NULL,
    count integer NOT NULL,
    issuer_key smallint NOT NULL
);

CREATE TABLE book.card (
    ref bytea PRIMARY KEY CHECK (length(ref) = 10),
    no bigint NOT NULL UNIQUE,
    batch bigint NOT NULL,
    face bigint NOT NULL,
    public_key bytea NOT NULL,
    lkey bytea NOT NULL,
    view_hash bytea NOT NULL UNIQUE,
    state smallint NOT NULL
);

CREATE TABLE book.lot (
    card bigint NOT NULL,
    no integer NOT NULL,
    kind smallint NOT NULL,
    loaded bigint NOT NULL,
    remaining bigint NOT NULL CHECK (remaining >= 0),
    active_from bigint NOT NULL,
    valid_until bigint NOT NULL,
    opened_seq bigint NOT NULL,
    PRIMARY KEY (card, no)
) WITH (fillfactor = 70);

CREATE TABLE book.hold (
    entry_id text PRIMARY KEY,
    card bigint NOT NULL,
    cents bigint NOT NULL CHECK (cents > 0),
    until bigint NOT NULL
);
CREATE TABLE book.hold_resolution (
    hold text PRIMARY KEY REFERENCES book.hold,
    seq bigint NOT NULL,
    captured bigint NOT NULL
);

-- every record of a till, claims and others, under one number: (till, seq)
CREATE TABLE book.record (
    till bigint NOT NULL,
    seq bigint NOT NULL,
    kind smallint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    hash16 bytea NOT NULL UNIQUE CHECK (length(hash16) = 16),
    prev bytea NOT NULL,
    lease bigint,
    claim_seq bigint,
    entry_seq bigint,
    state smallint NOT NULL,
    verdict smallint,
    message bytea,
    receipt bytea NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (till, seq)
) WITH (fillfactor = 85);
CREATE INDEX record_decision ON book.record (till, claim_seq) WHERE kind = 20;

CREATE VIEW book.claim AS
    SELECT till, seq, lease, hash AS payload_hash, received_at, state, entry_seq, receipt
    FROM book.record WHERE kind BETWEEN 16 AND 19;
CREATE VIEW book.decision AS
    SELECT till, seq, claim_seq, verdict, message AS bytes FROM book.record WHERE kind = 20;

CREATE TABLE book.equivocation (
    till bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    message bytea NOT NULL,
    entry_seq bigint NOT NULL,
    PRIMARY KEY (till, seq, hash)
);

-- which entries take back which: I9
CREATE TABLE book.reversal (
    seq bigint PRIMARY KEY,
    target_seq bigint NOT NULL
);
CREATE INDEX reversal_target ON book.reversal (target_seq);

-- the first entry of each German calendar day (yyyymmdd), for sums of a day
CREATE TABLE book.day (
    day integer PRIMARY KEY,
    first_seq bigint NOT NULL
);

-- the register: who takes part; one row per thing, its content as the journal gave it
CREATE TABLE book.register (
    what smallint NOT NULL,
    key text NOT NULL,
    content bytea NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (what, key)
);

CREATE TABLE book.checkpoint (
    generation integer NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    signed_note text NOT NULL,
    cosignatures text NOT NULL DEFAULT '',
    PRIMARY KEY (generation, size)
);

-- orders that wait for a second person; not yet in the journal
CREATE TABLE book.pending_order (
    op bytea PRIMARY KEY CHECK (length(op) = 32),
    order_id bytea NOT NULL UNIQUE,
    requested_by text NOT NULL,
    message bytea NOT NULL,
    side bytea,
    asked_at bigint NOT NULL
);
CREATE TABLE book.approval (
    op bytea NOT NULL,
    requested_by text NOT NULL,
    approved_by text NOT NULL,
    message bytea NOT NULL,
    PRIMARY KEY (op, approved_by),
    CHECK (approved_by <> requested_by)
);

CREATE TABLE book.outbox (
    seq bigint NOT NULL,
    n integer NOT NULL,
    kind text NOT NULL,
    body bytea NOT NULL,
    done_at bigint,
    PRIMARY KEY (seq, n)
);

-- beside the journal, no projection: what turns number and PIN into a card
CREATE TABLE book.card_side (
    ref bytea PRIMARY KEY,
    number text NOT NULL UNIQUE,
    pin_mac bytea NOT NULL
);
CREATE TABLE book.unlock_try (
    key text PRIMARY KEY,
    wrong integer NOT NULL,
    since bigint NOT NULL
);
CREATE TABLE book.unlock_token (
    token bytea PRIMARY KEY,
    till bigint NOT NULL,
    ref bytea NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE book.enrol_code (
    mac bytea PRIMARY KEY,
    point bigint NOT NULL,
    role smallint NOT NULL,
    until bigint NOT NULL,
    message bytea,
    admitted bigint
);
CREATE TABLE book.probe_mark (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    nonce bytea NOT NULL,
    at bigint NOT NULL
);

CREATE SCHEMA names;
CREATE TABLE names.person_or_firm (
    kind text NOT NULL,
    no bigint NOT NULL,
    ciphertext bytea NOT NULL,
    PRIMARY KEY (kind, no)
);
CREATE TABLE names.key (
    kind text NOT NULL,
    no bigint NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (kind, no)
);
