"""A refusal can neither be read the wrong way round nor pass without a line in the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import path

from audit.enums import Decision
from audit.models import Event

REPOSITORY = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "audit",
    "background",
    "clusters",
    "demo",
    "entrepreneurs",
    "front_pages",
    "krem_portal",
    "participants",
    "reports",
)
# The one module that ends a page, and the one that ends an action.
ENDS_A_PAGE = "audit/access.py"
ENDS_AN_ACTION = "audit/actions.py"
OTHER_WAYS = {
    "PermissionDenied",
    "Http404",
    "HttpResponseForbidden",
    "HttpResponseNotFound",
    "HttpResponseNotAllowed",
    "get_object_or_404",
    "get_list_or_404",
    "user_passes_test",
    "permission_required",
    "staff_member_required",
}
# A link without an account that opens nothing: who holds it is not known, and all such links must look alike.
OPENS_NOTHING = {"accounts/views/signing_in.py", "participants/views/own_page.py"}
# What machines ask holds nothing about anybody, and must answer when there is no database to write a line in.
MACHINES_ASK = {"krem_portal/health.py"}
REFUSING = {401, 403, 404}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for file in sorted((REPOSITORY / app).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(REPOSITORY)), ast.parse(file.read_text())


def names_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.name, node.lineno) for alias in node.names)


def other_ways_in(name: str, tree: ast.Module) -> list[str]:
    """Where a module ends a page by itself."""
    if name == ENDS_A_PAGE or name in MACHINES_ASK:
        return []
    ways = [f"{name}:{line} {word}" for word, line in names_in(tree) if word in OTHER_WAYS]
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"status", "status_code"}:
            code = getattr(node.value, "value", None)
            if code in REFUSING and not (code == 404 and name in OPENS_NOTHING):
                ways.append(f"{name}:{node.value.lineno} status={code}")
    return ways


def test_no_page_is_refused_but_by_the_one_door():
    """`audit.access` alone answers 403 or 404: it writes the line in the log first."""
    assert [way for name, tree in sources() for way in other_ways_in(name, tree)] == []


def test_no_action_is_refused_but_by_refuse_if():
    """`NotPermitted` carries the line for the log; nobody else makes one."""
    made = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "NotPermitted"
        and name != ENDS_AN_ACTION
    ]
    assert made == []


def test_what_gives_a_reason_for_a_refusal_is_named_so():
    """`if may_publish(user)` would let everybody through who may not: the reason is true, its absence false."""
    misnamed = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.lstrip("_").startswith(("may_", "can_", "is_", "has_", "allows_"))
        and getattr(node.returns, "id", "") == "str"
    ]
    assert misnamed == []


@pytest.mark.parametrize(
    "written",
    [
        "raise PermissionDenied(reason)",
        "raise exceptions.PermissionDenied(reason)",
        "from django.http import HttpResponseForbidden as no",
        "get_object_or_404(Participant, pk=pk)",
        "render(request, 'page.html', status=403)",
    ],
)
def test_every_other_way_would_be_found(written: str):
    assert other_ways_in("participants/views/people.py", ast.parse(written))


def forbidden(request: HttpRequest) -> HttpResponse:
    return HttpResponseForbidden()


class Forbidding:
    urlpatterns = [path("forbidden/", forbidden)]
    handler403 = "django.views.defaults.permission_denied"


def test_a_refusal_that_came_another_way_leaves_its_line_all_the_same(cast, sign_in, settings):
    """Django's own administration, and a form whose token is wrong, ask nobody before they answer 403."""
    settings.ROOT_URLCONF = Forbidding
    client = sign_in(cast.bjerke_leader)
    assert client.get("/forbidden/").status_code == 403
    line = Event.objects.get(decision=Decision.REFUSED)
    assert (line.actor_id, line.subject, line.path) == (cast.bjerke_leader.pk, "page", "/forbidden/")
