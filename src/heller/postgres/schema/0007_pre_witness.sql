-- What a witness is told, and what it gives back: whole entries, in order.
CREATE FUNCTION book.read_entries(p_from bigint, p_limit integer)
RETURNS TABLE (generation integer, epoch bigint, seq bigint, salt bytea, body bytea, prev bytea, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT generation, epoch, seq, salt, body, prev, hash FROM book.journal
    WHERE seq >= p_from ORDER BY seq LIMIT least(p_limit, 1024);
$$;

-- A writer that finds its witness ahead follows the one that wrote those entries.
CREATE FUNCTION book.raise_epoch(p_above bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE book.epoch SET n = greatest(n, p_above + 1) RETURNING n;
$$;

-- An entry taken back from the witness keeps the epoch in which it was written: its hash says so.
-- Only the newest entry, and only in the transaction that appended it.
CREATE FUNCTION book.adopted(p_seq bigint, p_epoch bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE book.journal j SET epoch = p_epoch
        WHERE j.seq = p_seq AND j.xmin = pg_current_xact_id()::xid AND p_epoch <= j.epoch
          AND p_seq = (SELECT e.seq FROM book.epoch e);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not the entry just appended' USING ERRCODE = 'HE007';
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION book.read_entries(bigint, integer), book.raise_epoch(bigint),
    book.adopted(bigint, bigint) TO heller_book;
