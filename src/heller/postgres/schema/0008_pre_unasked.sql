-- Claims that were only noted, and that nobody has asked for or decided since.
CREATE INDEX record_noted ON book.record (received_at) WHERE state = 1 AND kind BETWEEN 16 AND 19;

CREATE FUNCTION book.read_unasked(p_before bigint, p_limit integer) RETURNS TABLE (message bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT r.message FROM book.record r
    WHERE r.state = 1 AND r.kind BETWEEN 16 AND 19 AND r.received_at < p_before AND r.message IS NOT NULL
    ORDER BY r.received_at LIMIT least(p_limit, 256);
$$;
GRANT EXECUTE ON FUNCTION book.read_unasked(bigint, integer) TO heller_book;
