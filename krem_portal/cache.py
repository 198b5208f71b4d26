"""Redis as the cache, in which attempts to sign in are counted."""

from django.core.cache.backends import redis

# allauth counts attempts under a lock of some milliseconds that it lets live ten seconds. When Redis was frozen and
# wakes, it carries out the locks that nobody waits for any more: people would be told of too many attempts.
LOCK = ":lock"
LOCK_MILLISECONDS = 500


class Client(redis.RedisCacheClient):
    """Redis, with locks that nobody holds for long."""

    def add(self, key: str, value: object, timeout: float | None) -> bool:
        if not key.endswith(LOCK):
            return super().add(key, value, timeout)
        client = self.get_client(key, write=True)
        return bool(client.set(key, self._serializer.dumps(value), px=LOCK_MILLISECONDS, nx=True))


class Cache(redis.RedisCache):
    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = Client
