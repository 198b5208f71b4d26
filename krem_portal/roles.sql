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

-- portal_app gets nothing from these until it says SET LOCAL ROLE: a forgotten scope is "permission denied".
GRANT portal_all, portal_office, portal_linked, portal_none, portal_self TO portal_app
    WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;

ALTER DATABASE :"DBNAME" OWNER TO portal_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO portal_app;
-- An import compares a workbook with what stands in temporary tables of its own transaction.
GRANT TEMPORARY ON DATABASE :"DBNAME" TO portal_all, portal_office;

-- PUBLIC loses the schema, so that only the owner can ever put something in it.
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_app, portal_all, portal_office, portal_linked, portal_none, portal_self;

-- What migrations create is open to the roles; migrations close the tables about people again.
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES
    TO portal_app, portal_all, portal_office, portal_linked, portal_none;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES
    TO portal_app, portal_all, portal_office, portal_linked, portal_none;
