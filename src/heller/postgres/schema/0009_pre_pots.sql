-- Pots of leases: stand-in payments are counted by lease, a CLOSE waits for its chain, losses are summed for grants.

CREATE INDEX advice_standin_lease ON book.advice (lease) INCLUDE (cents) WHERE verdict = 2;
CREATE INDEX advice_lost ON book.advice (seq) WHERE short > 0;

-- Use of leases' stand-in pots, in the columns of `book.advice_facts`; w: a lease, b cents.
CREATE FUNCTION book.standin_facts(p_leases bigint[])
RETURNS TABLE (what "char", k bytea, a bigint, b bigint, c bigint, d bigint, e bigint, f bigint,
               g bigint, h bigint, x bytea, y bytea, z bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT 'w'::"char", NULL::bytea, want.lease,
           coalesce((SELECT sum(v.cents)::bigint FROM book.advice v WHERE v.lease = want.lease AND v.verdict = 2), 0),
           NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
           NULL::bytea, NULL::bytea, NULL::bytea
    FROM unnest(p_leases) AS want(lease);
$$;

-- At most 1,024 records of a till are read at once; the rest is booked when its next record comes.
CREATE OR REPLACE FUNCTION book.chain_facts(p_chains bigint[])
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
                WHERE r.till = one AND r.kind IN (20, 21) AND r.state = 4 ORDER BY r.seq LIMIT 1024),
            behind AS MATERIALIZED (
                SELECT r.* FROM book.record r WHERE r.till = one AND r.seq > reached ORDER BY r.seq LIMIT 1024)
            SELECT 'r'::"char", r.hash, r.till, r.seq, r.kind::bigint, r.claim_seq, r.entry_seq, r.state::bigint,
                   r.verdict::bigint, r.lease, r.receipt, r.prev, r.message
            FROM (SELECT * FROM waiting UNION SELECT * FROM behind
                  UNION SELECT c.* FROM waiting w JOIN book.record c ON c.till = one AND c.seq = w.claim_seq) r;
    END LOOP;
END $$;
DROP INDEX book.record_waiting;
CREATE INDEX record_waiting ON book.record (till, seq) WHERE kind IN (20, 21) AND state = 4;

-- What fell short since a day (yyyymmdd) and is open still, by lease and verdict.
CREATE FUNCTION book.read_losses(p_day integer) RETURNS TABLE (merchant bigint, lease bigint, verdict bigint, cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT v.merchant, v.lease, v.verdict::bigint, sum(v.short)::bigint FROM book.advice v
    WHERE v.short > 0
      AND v.seq >= coalesce((SELECT d.first_seq FROM book.day d WHERE d.day >= p_day ORDER BY d.day LIMIT 1), 0)
    GROUP BY v.merchant, v.lease, v.verdict;
$$;

-- Ok payments of the book above an entry: what its receipts promise, for as long as no witness has them.
CREATE FUNCTION book.read_promised(p_after bigint) RETURNS TABLE (seq bigint, cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT (SELECT e.seq FROM book.epoch e), coalesce(sum(p.cents), 0)::bigint FROM book.posting p
    WHERE p.seq > p_after AND p.cents > 0 AND p.account BETWEEN 2::bigint << 32 AND (3::bigint << 32) - 1;
$$;
GRANT EXECUTE ON FUNCTION book.read_losses(integer), book.read_promised(bigint),
    book.standin_facts(bigint[]) TO heller_book;
