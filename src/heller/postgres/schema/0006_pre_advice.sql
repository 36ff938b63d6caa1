-- Advices: what was handed over without the book's yes, whose pot it used, and what is still short of it.

CREATE TABLE book.advice (
    seq bigint PRIMARY KEY,
    till bigint NOT NULL,
    claim_seq bigint NOT NULL,
    lease bigint NOT NULL,
    merchant bigint NOT NULL,
    ref bytea NOT NULL CHECK (length(ref) = 10),
    verdict smallint NOT NULL,
    cents bigint NOT NULL CHECK (cents > 0),
    short bigint NOT NULL CHECK (short >= 0),
    occurred_at bigint NOT NULL,
    UNIQUE (till, claim_seq)
);
CREATE INDEX advice_short ON book.advice (ref) WHERE short > 0;
CREATE INDEX advice_lease ON book.advice (lease) WHERE verdict = 3;
CREATE INDEX advice_standin ON book.advice (merchant) INCLUDE (cents) WHERE verdict = 2;

-- how far a till's chain is known to be without gap; a cache, raised whenever it is asked for
CREATE TABLE book.till_reach (
    till bigint PRIMARY KEY,
    seq bigint NOT NULL
);

-- The last record of a till before the first gap of its chain.
CREATE FUNCTION book.reach(p_till bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    known bigint := coalesce((SELECT t.seq FROM book.till_reach t WHERE t.till = p_till), 0);
    reached bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM book.record r WHERE r.till = p_till AND r.seq = known + 1) THEN
        RETURN known;
    END IF;
    SELECT r.seq INTO reached FROM book.record r
        WHERE r.till = p_till AND r.seq > known
          AND NOT EXISTS (SELECT FROM book.record n WHERE n.till = p_till AND n.seq = r.seq + 1)
        ORDER BY r.seq LIMIT 1;
    INSERT INTO book.till_reach AS t (till, seq) VALUES (p_till, reached)
        ON CONFLICT (till) DO UPDATE SET seq = excluded.seq;
    RETURN reached;
END $$;

-- What advices, their undoing and their settling need beside `book.facts`; rows have the same columns.
-- a open shortfall of a card: k ref, a till, b claim seq, c entry seq, d occurred_at, e merchant, f short
-- A advice of a target: k hash16, a entry seq, b till, c claim seq, d merchant, e short, f occurred_at, x body, y ref
-- V what reverses or settles it: k hash16, a seq, x body, y what undid that again
-- l use of a lease's isolated pot: k ref, a lease, b cents, c operations     w use of a stand-in pot: a merchant, b cents
-- g reach of a chain: a till, b seq; and as r the records behind it, waiting DECISIONs and their claims
CREATE FUNCTION book.advice_facts(p_refs bytea[], p_targets bytea[], p_leases bigint[], p_standins bigint[],
                                  p_chains bigint[])
RETURNS TABLE (what "char", k bytea, a bigint, b bigint, c bigint, d bigint, e bigint, f bigint,
               g bigint, h bigint, x bytea, y bytea, z bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog ROWS 20 AS $$
BEGIN
    RETURN QUERY
        SELECT 'a'::"char", v.ref, v.till, v.claim_seq, v.seq, v.occurred_at, v.merchant, v.short,
               NULL::bigint, NULL::bigint, NULL::bytea, NULL::bytea, NULL::bytea
        FROM unnest(p_refs) AS want(ref) JOIN book.advice v ON v.ref = want.ref WHERE v.short > 0;
    RETURN QUERY
        SELECT 'A'::"char", r.hash16, v.seq, v.till, v.claim_seq, v.merchant, v.short, v.occurred_at,
               NULL::bigint, NULL::bigint, j.body, v.ref, NULL::bytea
        FROM unnest(p_targets) AS want(hash16)
        JOIN book.record r ON r.hash16 = want.hash16
        JOIN book.advice v ON v.till = r.till AND v.claim_seq = r.seq
        JOIN book.journal j ON j.seq = v.seq;
    RETURN QUERY
        SELECT 'V'::"char", r.hash16, j.seq, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, j.body, j2.body, NULL::bytea
        FROM unnest(p_targets) AS want(hash16)
        JOIN book.record r ON r.hash16 = want.hash16
        JOIN book.advice w ON w.till = r.till AND w.claim_seq = r.seq
        JOIN book.reversal v ON v.target_seq = w.seq
        JOIN book.journal j ON j.seq = v.seq
        LEFT JOIN book.reversal v2 ON v2.target_seq = v.seq
        LEFT JOIN book.journal j2 ON j2.seq = v2.seq
        ORDER BY j.seq;
    RETURN QUERY
        SELECT 'l'::"char", v.ref, v.lease, sum(v.cents)::bigint, count(*), NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bigint, NULL::bigint, NULL::bytea, NULL::bytea, NULL::bytea
        FROM book.advice v WHERE v.lease = ANY (p_leases) AND v.verdict = 3 GROUP BY v.lease, v.ref;
    RETURN QUERY
        SELECT 'w'::"char", NULL::bytea, want.merchant,
               coalesce((SELECT sum(v.cents)::bigint FROM book.advice v
                         WHERE v.merchant = want.merchant AND v.verdict = 2), 0),
               NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
               NULL::bytea, NULL::bytea, NULL::bytea
        FROM unnest(p_standins) AS want(merchant);
    IF cardinality(p_chains) > 0 THEN
        RETURN QUERY SELECT * FROM book.chain_facts(p_chains);
    END IF;
END $$;

-- At most 1,024 records of a till are read at once; the rest is advised when the next DECISION comes.
CREATE FUNCTION book.chain_facts(p_chains bigint[])
RETURNS TABLE (what "char", k bytea, a bigint, b bigint, c bigint, d bigint, e bigint, f bigint,
               g bigint, h bigint, x bytea, y bytea, z bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    one bigint;
    reached bigint;
BEGIN
    FOREACH one IN ARRAY p_chains LOOP
        reached := book.reach(one);
        RETURN QUERY
            SELECT 'g'::"char", NULL::bytea, one, reached, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bigint, NULL::bigint, NULL::bytea, NULL::bytea, NULL::bytea;
        RETURN QUERY
            WITH waiting AS MATERIALIZED (
                SELECT r.* FROM book.record r
                WHERE r.till = one AND r.kind = 20 AND r.state = 4 ORDER BY r.seq LIMIT 1024),
            behind AS MATERIALIZED (
                SELECT r.* FROM book.record r WHERE r.till = one AND r.seq > reached ORDER BY r.seq LIMIT 1024)
            SELECT 'r'::"char", r.hash, r.till, r.seq, r.kind::bigint, r.claim_seq, r.entry_seq, r.state::bigint,
                   r.verdict::bigint, r.lease, r.receipt, r.prev, r.message
            FROM (SELECT * FROM waiting UNION SELECT * FROM behind
                  UNION SELECT c.* FROM waiting w JOIN book.record c ON c.till = one AND c.seq = w.claim_seq) r;
    END LOOP;
END $$;
CREATE INDEX record_waiting ON book.record (till, seq) WHERE kind = 20 AND state = 4;

-- Keep advices and the changes of their shortfalls, beside what entries brought before.
CREATE FUNCTION book.append_advices(p_rest jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    changed bigint;
BEGIN
    INSERT INTO book.advice (seq, till, claim_seq, lease, merchant, ref, verdict, cents, short, occurred_at)
        SELECT r.seq, r.till, r.claim_seq, r.lease, r.merchant, decode(r.ref, 'hex'), r.verdict, r.cents, 0,
               r.occurred_at
        FROM jsonb_to_recordset(p_rest -> 'advices') AS r(seq bigint, till bigint, claim_seq bigint, lease bigint,
            merchant bigint, ref text, verdict smallint, cents bigint, occurred_at bigint);
    UPDATE book.advice v SET short = v.short + s.cents
        FROM (SELECT r.seq, sum(r.cents)::bigint AS cents FROM jsonb_to_recordset(p_rest -> 'shorts')
              AS r(seq bigint, cents bigint) GROUP BY r.seq) s
        WHERE v.seq = s.seq;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> (SELECT count(DISTINCT r.seq) FROM jsonb_to_recordset(p_rest -> 'shorts') AS r(seq bigint)) THEN
        RAISE EXCEPTION 'an advice is missing' USING ERRCODE = 'HE006';
    END IF;
END $$;

ALTER FUNCTION book.append_rest(bigint, jsonb) RENAME TO append_register;
CREATE FUNCTION book.append_rest(p_first bigint, p_rest jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM book.append_register(p_first, p_rest);
    IF p_rest ? 'advices' OR p_rest ? 'shorts' THEN
        PERFORM book.append_advices(p_rest);
    END IF;
END $$;

-- Claims of lost tills that people have resolved.
CREATE FUNCTION book.resolved(p_tills bigint[], p_seqs bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE book.record r SET state = 3 FROM unnest(p_tills, p_seqs) AS w(till, seq)
        WHERE r.till = w.till AND r.seq = w.seq AND r.state = 2;
$$;

GRANT EXECUTE ON FUNCTION book.advice_facts(bytea[], bytea[], bigint[], bigint[], bigint[]),
    book.resolved(bigint[], bigint[]) TO heller_book;
