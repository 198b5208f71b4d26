"""What a page takes beside a bare view behind the same middleware that fills the same template with what it was given.

The rest is what the page asks the database and makes of it. Processor time in this process and in PostgreSQL, of one run.
"""

import statistics
import sys
import time

from bench._portal import own_database
from bench.leaderday import cost, fill, make_cluster, make_offices, sign_in

# isort: split
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import path, reverse

from accounts.enums import Role
from accounts.scope import acting_as_system
from krem_portal import urls
from participants.models import Participant

OFFICES, ROUNDS = 5, 60
FRAME = engines["django"].from_string(
    '{% extends "base.html" %}{% block content %}<p>Én setning.</p>{% endblock %}'
)


def in_frame(request: HttpRequest) -> HttpResponse:
    return HttpResponse(FRAME.render({}, request))


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Én setning.")


handler400, handler500 = urls.handler400, urls.handler500
urlpatterns = [*urls.urlpatterns, path("bench/frame/", in_frame), path("bench/bare/", bare)]


def template_again(client: Client, where: str) -> float:
    """Milliseconds for filling the page's template once more, with what has been read for it."""
    setup_test_environment()
    try:
        answer = client.get(where)
    finally:
        teardown_test_environment()
    (template, *_), context = answer.templates, answer.context[0]
    template.render(context)
    begun = time.process_time()
    for _ in range(ROUNDS):
        template.render(context)
    return 1000 * (time.process_time() - begun) / ROUNDS


def main() -> None:
    offices = make_offices(0, OFFICES)
    fill(offices[0])
    make_cluster(offices)
    leader = sign_in("leader", Role.NAV_LEADER, offices[0])
    with acting_as_system():
        person = Participant.objects.filter(office=offices[0]).first()
    pages = {
        "front page": reverse("home"),
        "list": f"{reverse('participant_list', args=[offices[0].pk])}?order=",
        "one person": reverse("participant", args=[person.pk]),
        "help": reverse("help"),
    }
    with override_settings(ROOT_URLCONF="bench.throughput"):
        taken = {name: [] for name in (*pages, "frame", "bare")}
        for _ in range(3):
            for name, where in {**pages, "frame": "/bench/frame/", "bare": "/bench/bare/"}.items():
                taken[name].append(1000 * cost(leader, where).worked)
        with override_settings(MIDDLEWARE=[]):
            without = statistics.median(1000 * cost(Client(), "/bench/bare/").worked for _ in range(3))
        again = {name: template_again(leader, where) for name, where in pages.items()}
    found = {name: statistics.median(each) for name, each in taken.items()}
    print(
        f"a sentence without middleware {without:.2f} ms, behind it {found['bare']:.2f} ms, in the frame of a page {found['frame']:.2f} ms"
    )
    for name in pages:
        share = 100 * (found["bare"] + again[name]) / found[name]
        print(
            f"{name:12} {found[name]:6.1f} ms; a bare view with its template {found['bare'] + again[name]:5.1f} ms, {share:3.0f} %"
        )


if __name__ == "__main__":
    with own_database():
        main()
    sys.exit()
