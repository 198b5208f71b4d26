"""Where attempts cannot be counted nobody signs in, and is told so; a visitor's line in the log names no post."""

from django.http import HttpResponse
from django.urls import reverse
from redis.exceptions import RedisError

from accounts.middleware import SilentCache
from audit.models import Event


def test_a_silent_cache_is_told_in_words_and_asked_again_by_itself(rf, db):
    handler = SilentCache(lambda request: HttpResponse())
    answer = handler.process_exception(rf.get("/"), RedisError())
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert handler.process_exception(rf.get("/"), ValueError()) is None


def test_whoever_has_not_signed_in_works_as_nothing(client, cast):
    client.post(reverse("account_login"), {"login": cast.imdi.email, "password": "wrong"})
    assert Event.objects.get(reason="wrong password").post == ""
