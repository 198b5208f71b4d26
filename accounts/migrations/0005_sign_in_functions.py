from django.db import migrations

from accounts.row_security import EVERY_ROLE, open_to

NOBODY_READS = (
    "accounts_credential",
    "accounts_session",
    "django_session",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "account_emailconfirmation",
    "pghistory_context",
    "django_migrations",
)
SIGNED_IN = "portal_all, portal_office, portal_linked, portal_none"

# Who is asking: a person, the portal itself, or a visitor. A function that runs as its owner still sees the role
# that was set.
SIGN_IN = """
CREATE FUNCTION portal_is_system() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT pg_catalog.current_setting('role') = 'portal_all' AND public.portal_actor() IS NULL
$$;

CREATE FUNCTION portal_is_visitor() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT pg_catalog.current_setting('role') = 'portal_none' AND public.portal_actor() IS NULL
$$;

-- One account at a time, for whoever names it: a session, a link, an address at sign-in.
CREATE FUNCTION portal_account(person uuid) RETURNS SETOF accounts_user
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM public.accounts_user WHERE id = person
$$;

CREATE FUNCTION portal_account_by_email(address text) RETURNS SETOF accounts_user
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM public.accounts_user WHERE lower(email) = lower(address)
$$;

-- A sealed password is told to its owner, and to a visitor who signs in.
CREATE FUNCTION portal_sealed_password(person uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sealed FROM public.accounts_credential
    WHERE user_id = person
      AND (person = public.portal_actor() OR public.portal_is_visitor() OR public.portal_is_system())
$$;

CREATE FUNCTION portal_seal_password(person uuid, sealed_anew text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF person IS DISTINCT FROM public.portal_actor() AND NOT public.portal_is_system() THEN
        RAISE EXCEPTION 'only oneself chooses a password' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF sealed_anew LIKE '!%' THEN
        DELETE FROM public.accounts_credential WHERE user_id = person;
    ELSE
        INSERT INTO public.accounts_credential AS kept (user_id, sealed) VALUES (person, sealed_anew)
        ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, changed_at = now();
    END IF;
    UPDATE public.accounts_user SET has_password = sealed_anew NOT LIKE '!%' WHERE id = person;
END
$$;

-- Sessions, for whoever holds the key.
CREATE FUNCTION portal_session(key text) RETURNS TABLE (id uuid, data text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id, data FROM public.accounts_session WHERE key_hash = key AND expires_at > now()
$$;

CREATE FUNCTION portal_save_session(
    key text, content text, until timestamptz, person uuid, browser text, is_new boolean
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF is_new THEN
        INSERT INTO public.accounts_session (id, key_hash, data, expires_at, user_id, agent)
        VALUES (gen_random_uuid(), key, content, until, person, browser)
        ON CONFLICT (key_hash) DO NOTHING;
    ELSE
        UPDATE public.accounts_session
        SET data = content, expires_at = until, user_id = person, agent = browser, seen_at = now()
        WHERE key_hash = key;
    END IF;
    RETURN FOUND;
END
$$;

CREATE FUNCTION portal_end_session(key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.accounts_session WHERE key_hash = key
$$;

CREATE FUNCTION portal_clear_sessions() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.accounts_session WHERE expires_at < now()
$$;

-- KREM lets somebody begin anew, without being able to read anybody's.
CREATE FUNCTION portal_remove_second_factor(person uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH removed AS (DELETE FROM public.mfa_authenticator WHERE user_id = person RETURNING id)
    SELECT count(*)::integer FROM removed
$$;
"""
CALLED_BY = {
    "portal_is_system()": SIGNED_IN,
    "portal_is_visitor()": SIGNED_IN,
    # Outside a scope the portal only finds out who is asking.
    "portal_account(uuid)": f"portal_app, {SIGNED_IN}",
    # Whoever has signed in shows the password again before some pages.
    "portal_account_by_email(text)": SIGNED_IN,
    "portal_sealed_password(uuid)": SIGNED_IN,
    "portal_seal_password(uuid, text)": SIGNED_IN,
    "portal_session(text)": f"portal_app, {SIGNED_IN}, portal_self",
    "portal_save_session(text, text, timestamptz, uuid, text, boolean)": f"portal_app, {SIGNED_IN}, portal_self",
    "portal_end_session(text)": f"portal_app, {SIGNED_IN}, portal_self",
    "portal_clear_sessions()": "portal_app, portal_all",
    "portal_remove_second_factor(uuid)": "portal_all",
}
MINE = "user_id = (SELECT portal_actor())"


def behind_a_wall(table: str) -> str:
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY owner ON {table} TO portal_owner USING (true) WITH CHECK (true);
    """


class Migration(migrations.Migration):
    """Signing in goes through narrow functions: nobody's role reads passwords, second factors or sessions."""

    dependencies = [
        ("accounts", "0004_sign_in"),
        ("clusters", "0002_walls"),
        ("participants", "0009_own_page"),
        ("account", "0001_initial"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("pghistory", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        *(open_to(table) for table in NOBODY_READS),
        migrations.RunSQL(
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {EVERY_ROLE};", migrations.RunSQL.noop
        ),
        # allauth asks here as well; nobody adds anything, so that an address KREM has changed opens nothing.
        open_to(
            "account_emailaddress", krem="SELECT", offices="SELECT", linked="SELECT", nobody="SELECT"
        ),
        open_to("accounts_userevent", krem="SELECT, INSERT"),
        open_to("accounts_invitation", krem="SELECT, INSERT, UPDATE"),
        open_to(
            "accounts_letter",
            krem="SELECT, INSERT, UPDATE",
            offices="INSERT",
            linked="INSERT",
            nobody="INSERT",
        ),
        # KREM's administration.
        open_to("django_admin_log", krem="SELECT, INSERT"),
        open_to("django_content_type", krem="SELECT"),
        open_to(
            "accounts_user",
            krem="SELECT, INSERT, UPDATE",
            offices="SELECT, UPDATE (language, session_mark, last_login)",
            linked="SELECT, UPDATE (language, session_mark, last_login)",
            nobody="SELECT, UPDATE (language, session_mark, last_login)",
        ),
        open_to(
            "mfa_authenticator",
            krem="SELECT, INSERT, UPDATE, DELETE",
            offices="SELECT, INSERT, UPDATE, DELETE",
            linked="SELECT, INSERT, UPDATE, DELETE",
            nobody="SELECT, INSERT, UPDATE, DELETE",
        ),
        migrations.RunSQL(
            SIGN_IN
            + "".join(
                f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {function} TO {roles};"
                for function, roles in CALLED_BY.items()
            )
            + behind_a_wall("accounts_user")
            + behind_a_wall("mfa_authenticator")
            + behind_a_wall("accounts_session")
            + f"""
            -- A participant reads in what capacity somebody has looked: never by which name.
            GRANT SELECT (id, role) ON accounts_user TO portal_self;
            CREATE POLICY everybody ON accounts_user TO portal_all USING (true) WITH CHECK (true);
            CREATE POLICY names ON accounts_user FOR SELECT TO portal_office, portal_linked, portal_self USING (true);
            CREATE POLICY oneself ON accounts_user TO portal_office, portal_linked, portal_none
                USING (id = (SELECT portal_actor())) WITH CHECK (id = (SELECT portal_actor()));

            CREATE POLICY own ON mfa_authenticator TO {SIGNED_IN} USING ({MINE}) WITH CHECK ({MINE});
            CREATE POLICY system ON mfa_authenticator TO portal_all
                USING ((SELECT portal_is_system())) WITH CHECK ((SELECT portal_is_system()));

            -- What a session holds, and its key, stay with the functions.
            GRANT SELECT (id, user_id, began_at, seen_at, expires_at, agent), DELETE ON accounts_session
                TO {SIGNED_IN};
            CREATE POLICY own ON accounts_session TO {SIGNED_IN} USING ({MINE});
            """,
            migrations.RunSQL.noop,
        ),
    ]
