-- The login that takes backups: it reads every row, whatever the policies say, and writes nothing.
--
--     psql -v ON_ERROR_STOP=1 -d portal -f deploy/backup_role.sql      # as a superuser; then \password portal_backup
--
-- pg_dump as the owner of the tables fails on purpose: row-level security is forced on the owner too, and a dump
-- that leaves rows out is no backup.
SELECT 'CREATE ROLE portal_backup'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_backup')
\gexec
ALTER ROLE portal_backup LOGIN BYPASSRLS INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE portal_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO portal_backup;
GRANT CONNECT ON DATABASE :"DBNAME" TO portal_backup;
