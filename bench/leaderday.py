"""How much slower the front page and the list of one office get when the country fills up.

python -m bench.leaderday            1,000 people against 1,000,000, as a ratio for each page
python -m bench.leaderday 100000     against so many

The leader's office has 1,000 people both times; the others sit at offices of 1,000 like it.
"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402 - settings first
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.enums import Role  # noqa: E402
from accounts.models import User  # noqa: E402
from accounts.scope import acting_as_system  # noqa: E402
from clusters.enums import PartnerKind  # noqa: E402
from clusters.models import Partner, Seat  # noqa: E402
from krem_portal import embedded  # noqa: E402

OFFICE_SIZE = 1000
AT_ONCE = 50_000
ROUNDS = 25
MOST = 1.5

PEOPLE = """
INSERT INTO participants_participant
    (id, office_id, reference, birth_year, sex, target_group, effort_group, is_shielded)
SELECT gen_random_uuid(), office.id, 'P-' || number, 1960 + number %% 45, '', '', '', false
FROM unnest(%s::uuid[]) AS office (id) CROSS JOIN generate_series(1, %s) AS number
"""
MOVES = """
INSERT INTO participants_move
    (id, office_id, participant_id, day, target, left_reason, workplace, superseded_because)
SELECT gen_random_uuid(), person.office_id, person.id, date '2024-01-01' + substr(reference, 3)::int %% 400 + step.days,
       CASE WHEN step.days = 0 THEN 'enrolled'
            ELSE (ARRAY['training', 'work', 'education', 'venture', 'left'])[1 + substr(reference, 3)::int %% 5] END,
       '', '', ''
FROM participants_participant person CROSS JOIN (VALUES (0), (120)) AS step (days)
WHERE person.office_id = ANY (%s)
"""


def fill(offices: list[Partner]) -> None:
    """1,000 people with two moves each, office by office."""
    ids = [office.pk for office in offices]
    step = AT_ONCE // OFFICE_SIZE
    for place in range(0, len(ids), step):
        with acting_as_system(), connection.cursor() as cursor:
            cursor.execute(PEOPLE, [ids[place : place + step], OFFICE_SIZE])
            cursor.execute(MOVES, [ids[place : place + step]])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def make_offices(first: int, number: int) -> list[Partner]:
    with acting_as_system():
        return Partner.objects.bulk_create(
            Partner(slug=f"office-{first + place}", name=f"NAV {first + place}", kind=PartnerKind.NAV_OFFICE)
            for place in range(number)
        )


def make_leader(office: Partner) -> Client:
    with acting_as_system():
        leader = User.objects.create_user("leader@example.invalid", name="A leader", role=Role.NAV_LEADER)
        Seat.objects.create(user=leader, partner=office, starts_on="2020-01-01")
        Authenticator.objects.create(user=leader, type=Authenticator.Type.TOTP, data={"secret": "none"})
        client = Client()
        client.force_login(leader, backend="accounts.backends.OpenAccess")
    return client


def seconds(client: Client, path: str) -> float:
    """The quickest of some rounds: what the page costs, and not what else the machine was doing."""
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        response = client.get(path)
        taken.append(time.perf_counter() - start)
        assert response.status_code == 200, response
    return min(taken)


def main(people: int) -> None:
    offices = make_offices(0, 1)
    fill(offices)
    client = make_leader(offices[0])
    listing = reverse("participant_list", args=[offices[0].pk])
    pages = {
        "front page": reverse("home"),
        "list": listing,
        "list, due": f"{listing}?list=due",
        "list, longest in the state first": f"{listing}?list=enrolled&order=longest",
        "follow-ups to do": reverse("follow_ups_due", args=[offices[0].pk]),
    }
    few = {name: seconds(client, path) for name, path in pages.items()}
    start = time.perf_counter()
    fill(make_offices(1, people // OFFICE_SIZE - 1))
    print(f"{people:,} people in the database, filled in {time.perf_counter() - start:.0f} s")
    worst = 0.0
    for name, path in pages.items():
        many = seconds(client, path)
        worst = max(worst, many / few[name])
        print(f"{name:34} {few[name] * 1000:6.1f} ms -> {many * 1000:6.1f} ms, ratio {many / few[name]:.2f}")
    print(f"worst ratio {worst:.2f} (at most {MOST})")
    assert worst <= MOST


if __name__ == "__main__":
    name = f"portal_bench_{os.getpid()}"
    embedded.create_database(name)
    try:
        for each in connections.all():
            each.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0, interactive=False)
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    finally:
        for each in connections.all():
            each.close()
        embedded.drop_database(name)
