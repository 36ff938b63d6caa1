-- What the door reads, and what it keeps beside the journal: codes, tokens, names, waiting orders.

CREATE FUNCTION book.read_register() RETURNS TABLE (content bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT content FROM book.register ORDER BY seq, what, key;
$$;

CREATE FUNCTION book.read_counts(OUT cards bigint, OUT batches bigint, OUT last_day integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT (SELECT coalesce(max(no), 0) FROM book.card), (SELECT coalesce(max(no), 0) FROM book.batch),
           (SELECT coalesce(max(day), 0) FROM book.day);
$$;

CREATE FUNCTION book.read_card_keys(p_refs bytea[]) RETURNS TABLE (ref bytea, public_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT ref, public_key FROM book.card WHERE ref = ANY (p_refs);
$$;

CREATE FUNCTION book.read_receipt(p_hash16 bytea) RETURNS TABLE (receipt bytea, message bytea, entry_seq bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT receipt, message, entry_seq FROM book.record WHERE hash16 = p_hash16;
$$;

CREATE FUNCTION book.read_till_head(p_till bigint) RETURNS TABLE (seq bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT seq, hash FROM book.record WHERE till = p_till ORDER BY seq DESC LIMIT 1;
$$;

-- A card with its lots, by the hash of its view or by its ref.
CREATE FUNCTION book.read_card(p_view_hash bytea, p_ref bytea)
RETURNS TABLE (ref bytea, no bigint, state smallint, face bigint, lot integer, kind smallint, remaining bigint,
               active_from bigint, valid_until bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT c.ref, c.no, c.state, c.face, l.no, l.kind, l.remaining, l.active_from, l.valid_until
    FROM book.card c LEFT JOIN book.lot l ON l.card = c.no
    WHERE c.view_hash = p_view_hash OR c.ref = p_ref;
$$;

-- The newest entries that posted on an account: seq, cents on it, body.
CREATE FUNCTION book.read_history(p_account bigint, p_limit integer)
RETURNS TABLE (seq bigint, cents bigint, body bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.seq, p.cents, j.body FROM book.posting p JOIN book.journal j ON j.seq = p.seq
    WHERE p.account = p_account ORDER BY p.seq DESC LIMIT least(p_limit, 500);
$$;

CREATE FUNCTION book.read_balance(p_account bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT book.balance(p_account);
$$;

CREATE FUNCTION book.read_leaves(p_generation integer, p_from bigint, p_to bigint)
RETURNS TABLE (seq bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT seq, hash FROM book.journal
    WHERE seq >= p_from AND seq < p_to AND generation = p_generation ORDER BY seq;
$$;

CREATE FUNCTION book.read_nodes(p_generation integer, p_level smallint, p_from bigint, p_to bigint)
RETURNS TABLE (place bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT place, hash FROM book.tree_node
    WHERE generation = p_generation AND level = p_level AND place >= p_from AND place < p_to ORDER BY place;
$$;

CREATE FUNCTION book.keep_checkpoint(p_generation integer, p_size bigint, p_root bytea, p_note text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.checkpoint (generation, size, root, signed_note)
        VALUES (p_generation, p_size, p_root, p_note) ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION book.read_checkpoint() RETURNS TABLE (generation integer, size bigint, root bytea, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT generation, size, root, signed_note FROM book.checkpoint ORDER BY generation DESC, size DESC LIMIT 1;
$$;

-- Number and PIN: the side register, wrong tries, one-time tokens.
CREATE FUNCTION book.keep_side(p_refs bytea[], p_numbers text[], p_macs bytea[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.card_side (ref, number, pin_mac)
        SELECT * FROM unnest(p_refs, p_numbers, p_macs) ON CONFLICT (ref) DO NOTHING;
$$;

CREATE FUNCTION book.read_side(p_number text) RETURNS TABLE (ref bytea, pin_mac bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT ref, pin_mac FROM book.card_side WHERE number = p_number;
$$;

CREATE FUNCTION book.read_side_of(p_ref bytea) RETURNS TABLE (number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT number FROM book.card_side WHERE ref = p_ref;
$$;

CREATE FUNCTION book.read_tries(p_keys text[], p_since bigint) RETURNS TABLE (key text, wrong integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT key, wrong FROM book.unlock_try WHERE key = ANY (p_keys) AND since >= p_since;
$$;

CREATE FUNCTION book.count_wrong(p_keys text[], p_now bigint, p_since bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM book.unlock_try WHERE since < p_since;
    INSERT INTO book.unlock_try (key, wrong, since) SELECT k, 1, p_now FROM unnest(p_keys) k
        ON CONFLICT (key) DO UPDATE SET wrong = unlock_try.wrong + 1;
$$;

CREATE FUNCTION book.keep_token(p_token bytea, p_till bigint, p_ref bytea, p_until bigint, p_now bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM book.unlock_token WHERE until < p_now OR (till = p_till AND ref = p_ref);
    INSERT INTO book.unlock_token (token, till, ref, until) VALUES (p_token, p_till, p_ref, p_until);
$$;

-- Enrolment: an invitation is good once, for 15 minutes; a device asks, the office admits.
CREATE FUNCTION book.keep_code(p_mac bytea, p_point bigint, p_role smallint, p_until bigint, p_now bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM book.enrol_code WHERE until < p_now - 86400;
    INSERT INTO book.enrol_code (mac, point, role, until) VALUES (p_mac, p_point, p_role, p_until)
        ON CONFLICT DO NOTHING;
$$;

-- The first device that shows the code binds it; the same device may ask again.
CREATE FUNCTION book.claim_code(p_mac bytea, p_message bytea, p_now bigint)
RETURNS TABLE (point bigint, role smallint, message bytea, admitted bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE book.enrol_code c SET message = coalesce(c.message, p_message)
        WHERE c.mac = p_mac AND (c.until >= p_now OR c.admitted IS NOT NULL)
        RETURNING c.point, c.role, c.message, c.admitted;
$$;

CREATE FUNCTION book.read_enrolments(p_now bigint)
RETURNS TABLE (mac bytea, point bigint, role smallint, message bytea, admitted bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT mac, point, role, message, admitted FROM book.enrol_code
    WHERE message IS NOT NULL AND admitted IS NULL AND until >= p_now - 900 ORDER BY until;
$$;

CREATE FUNCTION book.admit_code(p_mac bytea, p_till bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE book.enrol_code SET admitted = p_till WHERE mac = p_mac AND admitted IS NULL;
$$;

-- Orders that wait for a second person.
CREATE FUNCTION book.keep_pending(p_op bytea, p_order_id bytea, p_actor text, p_message bytea, p_side bytea,
                                  p_now bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.pending_order (op, order_id, requested_by, message, side, asked_at)
        VALUES (p_op, p_order_id, p_actor, p_message, p_side, p_now) ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION book.read_pending(p_op bytea)
RETURNS TABLE (op bytea, requested_by text, message bytea, side bytea, asked_at bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT op, requested_by, message, side, asked_at FROM book.pending_order
    WHERE p_op IS NULL OR op = p_op ORDER BY asked_at LIMIT 500;
$$;

CREATE FUNCTION book.end_pending(p_op bytea, p_requested_by text, p_approved_by text, p_message bytea)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO book.approval (op, requested_by, approved_by, message)
        VALUES (p_op, p_requested_by, p_approved_by, p_message) ON CONFLICT DO NOTHING;
    DELETE FROM book.pending_order WHERE op = p_op;
$$;

-- Names, each under a key of its own: erasing the key erases the name.
CREATE FUNCTION book.keep_name(p_kind text, p_no bigint, p_ciphertext bytea, p_wrapped bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO names.person_or_firm (kind, no, ciphertext) VALUES (p_kind, p_no, p_ciphertext)
        ON CONFLICT (kind, no) DO UPDATE SET ciphertext = excluded.ciphertext;
    INSERT INTO names.key (kind, no, wrapped) VALUES (p_kind, p_no, p_wrapped)
        ON CONFLICT (kind, no) DO UPDATE SET wrapped = excluded.wrapped;
$$;

CREATE FUNCTION book.read_names() RETURNS TABLE (kind text, no bigint, ciphertext bytea, wrapped bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.kind, p.no, p.ciphertext, k.wrapped
    FROM names.person_or_firm p JOIN names.key k USING (kind, no) ORDER BY p.kind, p.no;
$$;

CREATE FUNCTION book.read_totals(OUT entries bigint, OUT cards bigint, OUT float_cents bigint,
                                 OUT payable_cents bigint, OUT receivable_cents bigint, OUT suspense_cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT (SELECT seq FROM book.epoch), (SELECT count(*) FROM book.card),
        (SELECT coalesce(sum(remaining), 0)::bigint FROM book.lot),
        (SELECT coalesce(sum(book.balance(no)), 0)::bigint FROM book.account WHERE kind = 2),
        (SELECT coalesce(-sum(book.balance(no)), 0)::bigint FROM book.account WHERE kind = 3),
        (SELECT coalesce(sum(book.balance(no)), 0)::bigint FROM book.account WHERE kind = 13);
$$;

DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE n.nspname = 'book' AND (p.proname LIKE 'read\_%' OR p.proname LIKE 'keep\_%'
                   OR p.proname IN ('count_wrong', 'claim_code', 'admit_code', 'end_pending'))
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO heller_book', f);
    END LOOP;
END $$;
