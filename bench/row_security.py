"""What the second wall costs a page: the same requests with row-level security and grants, and without, in one run.

Without means: signed in as a superuser, for whom no policy and no grant counts, and with no role set. The two take
turns, so that whatever else the machine does falls on both.
"""

import statistics
import sys
import time
from unittest.mock import patch

from bench._portal import own_database
from bench.leaderday import fill, make_cluster, make_offices, sign_in

# isort: split
from django.conf import settings
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.db.utils import load_backend
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.scope import acting_as_system
from krem_portal.starting import refuse_login_above_the_walls
from participants.models import Participant

OFFICES = 5
ROUNDS = 40
MOST = 1.10


def above_the_walls():
    """A connection of the application's that no policy holds."""
    named = {**connection.settings_dict, "USER": "postgres"}
    return load_backend(named["ENGINE"]).DatabaseWrapper(named, "default")


def took(client: Client, path: str) -> float:
    start = time.perf_counter()
    assert client.get(path).status_code == 200, path
    return time.perf_counter() - start


def compare(pages: dict[str, tuple[Client, str]], rounds: int) -> dict[str, tuple[float, float]]:
    """The quickest request of each page in seconds, behind the wall and without it."""
    behind, above = connections["default"], above_the_walls()
    found = {}
    for name, (client, path) in pages.items():
        times: dict[bool, list[float]] = {True: [], False: []}
        for place in range(2 * rounds + 4):
            walled = place % 2 == 0
            connections["default"] = behind if walled else above
            if walled:
                times[True].append(took(client, path))
            else:
                # No role is set, and nothing is told of who asks; the rest of the way is the same.
                with patch("accounts.scope._enter"), patch("accounts.scope.start_fresh"):
                    times[False].append(took(client, path))
        # The first of each fill caches.
        found[name] = tuple(statistics.quantiles(times[walled][2:], n=10)[0] for walled in (True, False))
    connections["default"] = behind
    above.close()
    return found


def main(rounds: int) -> None:
    connection_created.disconnect(refuse_login_above_the_walls, dispatch_uid="login above the walls")
    offices = make_offices(0, OFFICES)
    for office in offices[:2]:
        fill(office)
    make_cluster(offices)
    leader, krem = sign_in("leader", Role.NAV_LEADER, offices[0]), sign_in("krem", Role.KREM_STAFF)
    with acting_as_system():
        person = Participant.objects.filter(office=offices[0]).first()
    pages = {
        "front page": (leader, reverse("home")),
        "list": (leader, reverse("participant_list", args=[offices[0].pk])),
        "one person": (leader, reverse("participant", args=[person.pk])),
        "follow-ups to do": (leader, reverse("follow_ups_due", args=[offices[0].pk])),
        "list, for KREM": (krem, reverse("participant_list", args=[offices[0].pk])),
    }
    total = [0.0, 0.0]
    for name, (walled, free) in compare(pages, rounds).items():
        total = [total[0] + walled, total[1] + free]
        print(
            f"{name:20} {1000 * walled:6.1f} ms behind the wall, {1000 * free:6.1f} ms without, {walled / free:.3f}"
        )
    ratio = total[0] / total[1]
    print(f"all pages together {ratio:.3f} (at most {MOST})")
    assert ratio <= MOST, "the second wall has become dearer than promised"


if __name__ == "__main__":
    assert settings.SERVERS.superuser_url, "this measures on the embedded servers"
    with own_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
