-- The database roles of the portal and what each may do in the database this is run in.
--
-- Run as a superuser, once for each database, and again whenever this file has changed:
--
--     psql -v ON_ERROR_STOP=1 -d portal -f krem_portal/roles.sql
--
-- Safe to repeat. Passwords are not set here: give portal_owner and portal_app theirs with \password,
-- or let pg_hba.conf know them by certificate or peer.
--
--   portal_owner   owns the tables; migrations sign in as this one, and nothing else does
--   portal_app     the web server and the workers; what it may see depends on the role it sets:
--     portal_all     KREM staff
--     portal_office  a NAV office
--     portal_linked  mentors
--     portal_none    IMDi, and whoever has not signed in
--     portal_self    a participant who has opened a link to the own page; nothing but what migrations name

-- An older server does not know what stands below, and would get half of it done first.
DO $$
BEGIN
    IF current_setting('server_version_num')::integer < 160000 THEN
        RAISE EXCEPTION 'The portal needs PostgreSQL 16 or later; this is %. See docs/operations.md for where Debian 12 gets one.',
            current_setting('server_version');
    END IF;
END
$$;

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['portal_owner', 'portal_app', 'portal_all', 'portal_office', 'portal_linked', 'portal_none', 'portal_self']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE portal_owner LOGIN INHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_all NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_office NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_linked NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_none NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_self NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION;

-- What goes wrong stands in the server's own log without the statement and the values: they hold people's data.
ALTER ROLE portal_owner SET log_min_error_statement = 'panic';
ALTER ROLE portal_owner SET log_error_verbosity = 'terse';
ALTER ROLE portal_app SET log_min_error_statement = 'panic';
ALTER ROLE portal_app SET log_error_verbosity = 'terse';

-- portal_app gets nothing from these until it says SET LOCAL ROLE: a forgotten scope is "permission denied".
GRANT portal_all, portal_office, portal_linked, portal_none, portal_self TO portal_app
    WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;

ALTER DATABASE :"DBNAME" OWNER TO portal_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO portal_app;
-- No role makes temporary tables: they stand first on the search path, and one named like a table that a policy
-- asks would answer in its place. Names are looked for in the portal's own schema first all the same.
REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM portal_app, portal_all, portal_office, portal_linked, portal_none, portal_self;
ALTER DATABASE :"DBNAME" SET search_path = public, pg_temp;

-- PUBLIC loses the schema, so that only the owner can ever put something in it.
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_app, portal_all, portal_office, portal_linked, portal_none, portal_self;

-- What migrations create is open to nobody but its owner: each migration says who may do what with its tables
-- (accounts/walls.py). The first two take back what earlier editions of this file gave.
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public REVOKE ALL ON TABLES
    FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public REVOKE ALL ON SEQUENCES
    FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
