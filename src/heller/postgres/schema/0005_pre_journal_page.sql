-- A page of the journal for the office and the demo desk: the newest entries, newest first.
CREATE FUNCTION book.read_journal(p_before bigint, p_limit integer)
RETURNS TABLE (seq bigint, entry_id text, body bytea, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT seq, entry_id, body, hash FROM book.journal
    WHERE p_before IS NULL OR seq < p_before ORDER BY seq DESC LIMIT least(p_limit, 200);
$$;
GRANT EXECUTE ON FUNCTION book.read_journal(bigint, integer) TO heller_book;
