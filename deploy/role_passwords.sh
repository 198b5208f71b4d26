#!/bin/sh
# Run once by the database's container: roles may sign in with the passwords that the addresses in portal.env hold.
# The passwords themselves stand in files, one each, beside the compose file's own secret.
set -eu
for role in portal_owner portal_app; do
    file="/run/secrets/${role}_password"
    [ -f "$file" ] || { echo "No $file: give $role its password by hand (\\password $role)."; continue; }
    psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=portal --set=role="$role" --set=password="$(cat "$file")" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
