-- The writer's interface: heller_book may execute these functions and touch no table.

-- Fencing: one writer at a time. The session lock keeps a second writer out while this one lives;
-- the raised epoch keeps an old one out for ever (I13).
CREATE FUNCTION book.take_epoch(OUT epoch bigint, OUT generation integer, OUT first_seq bigint,
                                OUT seq bigint, OUT hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT pg_try_advisory_lock(20221220) THEN
        RAISE EXCEPTION 'another writer holds the book' USING ERRCODE = '55P03';
    END IF;
    UPDATE book.epoch e SET n = e.n + 1
        RETURNING e.n, e.generation, e.first_seq, e.seq, e.hash INTO epoch, generation, first_seq, seq, hash;
END $$;

-- Before the first line of a city's book; again as long as nothing is written.
CREATE FUNCTION book.found(p_genesis bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO book.epoch AS e (n, generation, first_seq, seq, hash) VALUES (0, 1, 1, 0, p_genesis)
        ON CONFLICT (one) DO UPDATE SET hash = excluded.hash WHERE e.seq = 0;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this book has been founded' USING ERRCODE = 'unique_violation';
    END IF;
END $$;

-- A commit behind this waits for the standby even when it wrote nothing else (I6):
-- what was only seen, not written, is otherwise answered before it is replicated.
CREATE FUNCTION book.barrier() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_logical_emit_message(true, 'heller', '');
END $$;

-- All that a batch needs to decide, in one call. Cards are locked in order.
-- r record: k hash, a till, b seq, c kind, d claim_seq, e entry_seq, f state, g verdict, h lease, x receipt, y prev, z message
-- c card and lot: k ref, a card, b state, c face, d lot, e kind, f remaining, g active_from, h valid_until, x public key
-- t target: k hash16, a seq, x body, y null          v what reverses it: k hash16, a seq, x body
-- p sale point: a point, b owed, c sold today         m merchant: a merchant, b payable
-- o order or entry id known: k id, a seq, x body       u unlock token: k token, a till, b until, x ref
CREATE FUNCTION book.facts(p_tills bigint[], p_seqs bigint[], p_claim_tills bigint[], p_claim_seqs bigint[],
                           p_refs bytea[], p_targets bytea[], p_points bigint[], p_merchants bigint[],
                           p_ids text[], p_tokens bytea[], p_day integer)
RETURNS TABLE (what "char", k bytea, a bigint, b bigint, c bigint, d bigint, e bigint, f bigint,
               g bigint, h bigint, x bytea, y bytea, z bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog ROWS 100 AS $$
BEGIN
    RETURN QUERY
        SELECT 'r'::"char", r.hash, r.till, r.seq, r.kind::bigint, r.claim_seq, r.entry_seq,
               r.state::bigint, r.verdict::bigint, r.lease, r.receipt, r.prev, r.message
        FROM unnest(p_tills, p_seqs) AS want(till, seq)
        JOIN book.record r ON r.till = want.till AND r.seq = want.seq;
    IF cardinality(p_claim_tills) > 0 THEN
        RETURN QUERY
            SELECT 'r'::"char", r.hash, r.till, r.seq, r.kind::bigint, r.claim_seq, r.entry_seq,
                   r.state::bigint, r.verdict::bigint, r.lease, r.receipt, r.prev, r.message
            FROM unnest(p_claim_tills, p_claim_seqs) AS want(till, seq)
            JOIN book.record r ON r.till = want.till AND r.claim_seq = want.seq AND r.kind = 20;
    END IF;
    IF cardinality(p_targets) > 0 THEN
        RETURN QUERY
            SELECT 't'::"char", r.hash16, j.seq, r.till, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bigint, NULL::bigint, NULL::bigint, j.body, NULL::bytea, NULL::bytea
            FROM unnest(p_targets) AS want(hash16)
            JOIN book.record r ON r.hash16 = want.hash16
            JOIN book.journal j ON j.seq = r.entry_seq;
        RETURN QUERY
            SELECT 'v'::"char", r.hash16, j.seq, j2.seq, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bigint, NULL::bigint, NULL::bigint, j.body, j2.body, NULL::bytea
            FROM unnest(p_targets) AS want(hash16)
            JOIN book.record r ON r.hash16 = want.hash16
            JOIN book.reversal v ON v.target_seq = r.entry_seq
            JOIN book.journal j ON j.seq = v.seq
            LEFT JOIN book.reversal v2 ON v2.target_seq = v.seq
            LEFT JOIN book.journal j2 ON j2.seq = v2.seq;
    END IF;
    IF cardinality(p_refs) > 0 THEN
        RETURN QUERY
            WITH locked AS MATERIALIZED (
                SELECT card.* FROM book.card
                WHERE card.ref = ANY (p_refs) ORDER BY card.ref FOR NO KEY UPDATE)
            SELECT 'c'::"char", card.ref, card.no, card.state::bigint, card.face, lot.no::bigint,
                   lot.kind::bigint, lot.remaining, lot.active_from, lot.valid_until,
                   card.public_key, NULL::bytea, NULL::bytea
            FROM locked card LEFT JOIN book.lot ON lot.card = card.no;
    END IF;
    IF cardinality(p_points) > 0 THEN
        RETURN QUERY
            SELECT 'p'::"char", NULL::bytea, want.point, -book.balance((3::bigint << 32) | want.point),
                   coalesce(-(SELECT sum(p.cents)::bigint FROM book.posting p
                              WHERE p.account = (3::bigint << 32) | want.point AND p.cents < 0
                                AND p.seq >= (SELECT min(d.first_seq) FROM book.day d WHERE d.day >= p_day)), 0),
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bytea, NULL::bytea, NULL::bytea
            FROM unnest(p_points) AS want(point);
    END IF;
    IF cardinality(p_merchants) > 0 THEN
        RETURN QUERY
            SELECT 'm'::"char", NULL::bytea, want.merchant, book.balance((2::bigint << 32) | want.merchant),
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bytea, NULL::bytea, NULL::bytea
            FROM unnest(p_merchants) AS want(merchant);
    END IF;
    IF cardinality(p_ids) > 0 THEN
        RETURN QUERY
            SELECT 'o'::"char", convert_to(j.entry_id, 'UTF8'), j.seq, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, j.body, NULL::bytea, NULL::bytea
            FROM unnest(p_ids) AS want(id) JOIN book.journal j ON j.entry_id = want.id;
    END IF;
    IF cardinality(p_tokens) > 0 THEN
        RETURN QUERY
            SELECT 'u'::"char", u.token, u.till, u.until, NULL::bigint, NULL::bigint, NULL::bigint,
                   NULL::bigint, NULL::bigint, NULL::bigint, u.ref, NULL::bytea, NULL::bytea
            FROM unnest(p_tokens) AS want(token) JOIN book.unlock_token u ON u.token = want.token;
    END IF;
END $$;

-- Balance of an account: newest snapshot plus what was posted behind it (cents, credit positive).
CREATE FUNCTION book.balance(p_account bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH newest AS (SELECT seq, cents FROM book.balance_snapshot
                    WHERE account = p_account ORDER BY seq DESC LIMIT 1)
    SELECT coalesce((SELECT cents FROM newest), 0) + coalesce(
        (SELECT sum(p.cents)::bigint FROM book.posting p
         WHERE p.account = p_account AND p.seq > coalesce((SELECT seq FROM newest), 0)), 0);
$$;

-- Write a decided batch, or refuse the impossible. The only function that writes journal, postings and lots.
CREATE FUNCTION book.append(p_epoch bigint, p_generation integer, p_first bigint,
    p_ids text[], p_salts bytea[], p_bodies bytea[], p_digests bytea[], p_prevs bytea[], p_hashes bytea[],
    p_post_seq bigint[], p_post_line bigint[], p_post_account bigint[], p_post_cents bigint[],
    p_lot_card bigint[], p_lot_no bigint[], p_lot_delta bigint[], p_rest jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    head book.epoch;
    total integer := cardinality(p_ids);
    changed bigint;
BEGIN
    SELECT * INTO STRICT head FROM book.epoch FOR UPDATE;
    IF head.n <> p_epoch OR head.generation <> p_generation THEN
        RAISE EXCEPTION 'old epoch' USING ERRCODE = 'HE001';
    END IF;
    IF head.seq + 1 <> p_first THEN
        RAISE EXCEPTION 'gap in seq' USING ERRCODE = 'HE002';
    END IF;
    IF p_prevs[1] IS DISTINCT FROM head.hash OR p_prevs[2:total] IS DISTINCT FROM p_hashes[1:total - 1] THEN
        RAISE EXCEPTION 'wrong prev' USING ERRCODE = 'HE003';
    END IF;
    IF EXISTS (SELECT FROM unnest(p_post_seq, p_post_cents) AS p(seq, cents)
               GROUP BY p.seq HAVING sum(p.cents) <> 0 OR p.seq NOT BETWEEN p_first AND p_first + total - 1) THEN
        RAISE EXCEPTION 'postings do not sum to 0' USING ERRCODE = 'HE004';
    END IF;
    INSERT INTO book.journal (generation, seq, epoch, entry_id, salt, body, digest, prev, hash)
        SELECT p_generation, p_first + e.n - 1, p_epoch, e.id, e.salt, e.body, e.digest, e.prev, e.hash
        FROM unnest(p_ids, p_salts, p_bodies, p_digests, p_prevs, p_hashes)
            WITH ORDINALITY AS e(id, salt, body, digest, prev, hash, n);
    INSERT INTO book.posting (seq, line, account, cents)
        SELECT * FROM unnest(p_post_seq, p_post_line, p_post_account, p_post_cents);
    IF p_rest IS NOT NULL THEN
        PERFORM book.append_rest(p_first, p_rest);
    END IF;
    UPDATE book.lot SET remaining = lot.remaining + m.delta
        FROM unnest(p_lot_card, p_lot_no, p_lot_delta) AS m(card, no, delta)
        WHERE lot.card = m.card AND lot.no = m.no;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed <> cardinality(p_lot_card) THEN
        RAISE EXCEPTION 'a lot is missing' USING ERRCODE = 'HE005';
    END IF;
    UPDATE book.epoch SET seq = p_first + total - 1, hash = p_hashes[total];
END $$;

-- What only some entries bring: register, cards, lots opened, reversals, nodes of the tree.
CREATE FUNCTION book.append_rest(p_first bigint, p_rest jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO book.account (no, kind, side, min_avail)
        SELECT r.no, r.kind, r.side, r.min_avail
        FROM jsonb_to_recordset(p_rest -> 'accounts') AS r(no bigint, kind smallint, side text, min_avail bigint)
        ON CONFLICT (no) DO NOTHING;
    INSERT INTO book.day (day, first_seq)
        SELECT (p_rest ->> 'day')::integer, p_first WHERE p_rest ? 'day' ON CONFLICT DO NOTHING;
    INSERT INTO book.batch (no, face, count, issuer_key)
        SELECT r.no, r.face, r.count, r.issuer_key FROM jsonb_to_recordset(p_rest -> 'batches')
            AS r(no bigint, face bigint, count integer, issuer_key smallint);
    INSERT INTO book.card (ref, no, batch, face, public_key, lkey, view_hash, state)
        SELECT decode(r.ref, 'hex'), r.no, r.batch, r.face, decode(r.public_key, 'hex'),
               decode(r.lkey, 'hex'), decode(r.view_hash, 'hex'), r.state
        FROM jsonb_to_recordset(p_rest -> 'cards') AS r(ref text, no bigint, batch bigint, face bigint,
            public_key text, lkey text, view_hash text, state smallint);
    UPDATE book.card SET state = r.state
        FROM jsonb_to_recordset(p_rest -> 'card_states') AS r(ref text, state smallint)
        WHERE card.ref = decode(r.ref, 'hex');
    INSERT INTO book.lot (card, no, kind, loaded, remaining, active_from, valid_until, opened_seq)
        SELECT r.card, r.no, r.kind, r.loaded, 0, r.active_from, r.valid_until, r.seq
        FROM jsonb_to_recordset(p_rest -> 'lots') AS r(card bigint, no integer, kind smallint, loaded bigint,
            active_from bigint, valid_until bigint, seq bigint);
    INSERT INTO book.reversal (seq, target_seq)
        SELECT r.seq, r.target_seq FROM jsonb_to_recordset(p_rest -> 'reversals') AS r(seq bigint, target_seq bigint);
    INSERT INTO book.register (what, key, content, seq)
        SELECT r.what, r.key, decode(r.content, 'hex'), r.seq
        FROM jsonb_to_recordset(p_rest -> 'register') AS r(what smallint, key text, content text, seq bigint)
        ON CONFLICT (what, key) DO UPDATE SET content = excluded.content, seq = excluded.seq;
    INSERT INTO book.equivocation (till, seq, hash, message, entry_seq)
        SELECT r.till, r.seq, decode(r.hash, 'hex'), decode(r.message, 'hex'), r.entry_seq
        FROM jsonb_to_recordset(p_rest -> 'equivocations')
            AS r(till bigint, seq bigint, hash text, message text, entry_seq bigint)
        ON CONFLICT DO NOTHING;
    INSERT INTO book.tree_node (generation, level, place, hash)
        SELECT r.generation, r.level, r.place, decode(r.hash, 'hex') FROM jsonb_to_recordset(p_rest -> 'nodes')
            AS r(generation integer, level smallint, place bigint, hash text);
END $$;

-- Keep a till's records: claims with their receipts, DECISIONs, CLOSEs. Moves no money.
CREATE FUNCTION book.record_decision(p_till bigint[], p_seq bigint[], p_kind bigint[], p_hash bytea[],
    p_prev bytea[], p_lease bigint[], p_claim_seq bigint[], p_entry_seq bigint[], p_state bigint[],
    p_verdict bigint[], p_message bytea[], p_receipt bytea[], p_at bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO book.record AS old (till, seq, kind, hash, hash16, prev, lease, claim_seq, entry_seq, state,
                                    verdict, message, receipt, received_at)
        SELECT r.till, r.seq, r.kind, r.hash, substr(r.hash, 1, 16), r.prev, r.lease, r.claim_seq, r.entry_seq,
               r.state, r.verdict, r.message, r.receipt, p_at
        FROM unnest(p_till, p_seq, p_kind, p_hash, p_prev, p_lease, p_claim_seq, p_entry_seq, p_state,
                    p_verdict, p_message, p_receipt)
            AS r(till, seq, kind, hash, prev, lease, claim_seq, entry_seq, state, verdict, message, receipt)
        ON CONFLICT (till, seq) DO UPDATE SET entry_seq = excluded.entry_seq, state = excluded.state,
            verdict = excluded.verdict, message = excluded.message, receipt = excluded.receipt,
            received_at = excluded.received_at
            WHERE old.hash = excluded.hash;
    UPDATE book.record c SET state = 3
        FROM unnest(p_till, p_kind, p_claim_seq) AS r(till, kind, claim_seq)
        WHERE r.kind = 20 AND c.till = r.till AND c.seq = r.claim_seq AND c.state = 2;
END $$;

-- A probe's durable commit: one row, overwritten.
CREATE FUNCTION book.probe(p_nonce bytea, p_at bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.probe_mark (nonce, at) VALUES (p_nonce, p_at)
        ON CONFLICT (one) DO UPDATE SET nonce = excluded.nonce, at = excluded.at;
    SELECT seq FROM book.epoch;
$$;

-- Fold the postings of recording accounts up to now into snapshots; a cache, checked by verify.
CREATE FUNCTION book.snapshot_balances() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.balance_snapshot (account, seq, cents)
        SELECT a.no, e.seq, book.balance(a.no) FROM book.account a, book.epoch e WHERE a.kind <> 1
        ON CONFLICT DO NOTHING;
    DELETE FROM book.balance_snapshot s USING book.epoch e WHERE s.seq < e.seq;
$$;

-- Tokens for number and PIN are spent in the batch that books their claim.
CREATE FUNCTION book.spend_tokens(p_tokens bytea[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM book.unlock_token WHERE token = ANY (p_tokens);
$$;

GRANT EXECUTE ON FUNCTION book.take_epoch(), book.barrier(), book.probe(bytea, bigint), book.snapshot_balances(),
    book.spend_tokens(bytea[]),
    book.facts(bigint[], bigint[], bigint[], bigint[], bytea[], bytea[], bigint[], bigint[], text[], bytea[], integer),
    book.append(bigint, integer, bigint, text[], bytea[], bytea[], bytea[], bytea[], bytea[], bigint[], bigint[],
                bigint[], bigint[], bigint[], bigint[], bigint[], jsonb),
    book.record_decision(bigint[], bigint[], bigint[], bytea[], bytea[], bigint[], bigint[], bigint[], bigint[],
                         bigint[], bytea[], bytea[], bigint)
    TO heller_book;
