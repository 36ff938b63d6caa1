-- What each role may do here. Run by heller_owner, who owns this database; the roles themselves
-- belong to the whole server (heller/postgres/roles.py).

-- Nobody gets anything by being there. EXECUTE for everyone is PostgreSQL's default for new functions:
-- without the second line every role could call the book's entrance.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The book. heller_book gets EXECUTE on single functions, where they are made, and no table.
CREATE SCHEMA book AUTHORIZATION heller_owner;
GRANT USAGE ON SCHEMA book TO heller_book, heller_portal, heller_audit;

-- The auditor reads whatever is in the book, tables that do not exist yet included.
ALTER DEFAULT PRIVILEGES IN SCHEMA book GRANT SELECT ON TABLES TO heller_audit;

-- The portals' own things (staff, sessions, orders, texts) are made there by the portals themselves.
CREATE SCHEMA portals AUTHORIZATION heller_owner;
GRANT USAGE, CREATE ON SCHEMA portals TO heller_portal;
GRANT USAGE ON SCHEMA portals TO heller_audit;
