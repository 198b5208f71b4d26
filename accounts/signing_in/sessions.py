"""Sessions in the database, by functions of its owner: whoever holds a key reads that session, and no other.

The table keeps the SHA-256 of each key, so that nobody who reads the database, or a backup of it, can take a
session over. Set as SESSION_ENGINE.
"""

import hashlib
from uuid import UUID

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

USER, AGENT = "_auth_user_id", "agent"


class SessionStore(SessionBase):
    """What Django's session middleware asks for."""

    # What the session is called where its owner looks at a list of them; the key is nobody's to see.
    public_id: UUID | None = None

    def exists(self, session_key: str) -> bool:
        return _ask("SELECT id FROM public.portal_session(%s)", [_hash_of(session_key)]) is not None

    def load(self) -> dict[str, object]:
        found = self.session_key and _ask(
            "SELECT id, data FROM public.portal_session(%s)", [_hash_of(self.session_key)]
        )
        if not found:
            self._session_key = None
            return {}
        self.public_id, data = found
        return self.decode(data)

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        saved = _ask(
            "SELECT public.portal_save_session(%s, %s, %s, %s, %s, %s)",
            [
                _hash_of(self.session_key),
                self.encode(data),
                self.get_expiry_date(),
                data.get(USER),
                str(data.get(AGENT, ""))[:200],
                must_create,
            ],
        )
        if not saved[0]:
            raise CreateError if must_create else UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            _ask("SELECT public.portal_end_session(%s)", [_hash_of(key)])

    @classmethod
    def clear_expired(cls) -> None:
        _ask("SELECT public.portal_clear_sessions()", [])


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _ask(statement: str, values: list[object]) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
