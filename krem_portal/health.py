"""What machines ask: whether the portal lives, whether it can serve people, and how its work stands."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from accounts.scope import acting_as_system, acting_for_nobody
from front_pages.pages import unavailable, without_database
from krem_portal.measuring import measure
from krem_portal.metrics import as_text

PLAIN = "text/plain; charset=utf-8"
METRICS = "text/plain; version=0.0.4; charset=utf-8"


@without_database
@login_not_required
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. It says nothing of servers: killing the portal does not bring a database back."""
    return _plain(["ok"])


# Asks the database itself: what comes before a view would ask for sessions as well.
@without_database
@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether people can be sent here. Without Redis pages answer and work waits, so that alone is no reason."""
    database, redis = _database_answers(), _redis_answers()
    lines = [f"database {_word(database)}", f"redis {_word(redis)}"]
    return _plain(lines, status=200 if database else 503)


@without_database
@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the token of PORTAL_METRICS_TOKEN. Without one there is nothing here."""
    expected, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not expected:
        return HttpResponse(status=404)
    if not hmac.compare_digest(given.encode(), f"Bearer {expected}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        with acting_as_system():
            measured = measure(timezone.now())
    except DatabaseError:
        connection.close()
        return unavailable(request)
    return HttpResponse(as_text(measured), content_type=METRICS)


def _database_answers() -> bool:
    """In a role that a request runs in: a login that may set none is no portal."""
    try:
        with acting_for_nobody(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _redis_answers() -> bool:
    try:
        cache.get("health")
    except RedisError:
        return False
    return True


def _word(answers: bool) -> str:
    return "answers" if answers else "does not answer"


def _plain(lines: list[str], status: int = 200) -> HttpResponse:
    answer = HttpResponse("\n".join([*lines, ""]), content_type=PLAIN, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
