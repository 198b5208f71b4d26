"""How much slower the front page and the list of one office get when the country fills up.

python -m bench.leaderday            1,000 people against 1,000,000, as a ratio for each page
python -m bench.leaderday 100000     against so many

The leader's office has 1,000 people both times; the others sit at offices of 1,000 like it.
"""

import sys
import time
from dataclasses import dataclass

from bench._portal import own_database, worked

# isort: split
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection, connections, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from clusters.enums import ClusterKind, PartnerKind
from clusters.models import Cluster, Membership, Partner, Seat
from participants.models import Move, Participant, Question, Whereabouts

OFFICE_SIZE = 1000
# More than a page of offices from the start, so that both times the same is drawn; one of them has people at first.
OFFICES = 60
MEMBERS = 5
AT_ONCE = 50
ROUNDS = 25
# What a leader opens every morning is held to this; the other pages are told.
MOST = 1.5
EVERY_MORNING = ("front page", "list", "follow-ups")

PEOPLE = """
INSERT INTO participants_participant
    (id, office_id, reference, reference_key, reference_order, birth_year, sex, target_group, effort_group, is_shielded)
SELECT gen_random_uuid(), office.id, 'P-' || number, 'p-' || number,
       'p-' || length(number::text) || number || chr(1) || 'p-' || number, 1960 + number %% 45, '', '', '', false
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


# What a person consists of, and what the triggers keep beside it.
COPIED = (Participant, Move, Whereabouts, Question)
# In a copied office these stand for a row of the first one.
ITS_OWN = ("id", "participant_id")


def fill(office: Partner) -> None:
    """1,000 people with two moves each, as an import would write them: the triggers keep what stands beside."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(PEOPLE, [[office.pk], OFFICE_SIZE])
        cursor.execute(MOVES, [[office.pk]])
    analyse()


def copy_to(offices: list[Partner], first: Partner) -> None:
    """The same people at other offices, table by table. A million rows at a time would only try the triggers."""
    ids = [office.pk for office in offices]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for model in COPIED:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        for model in COPIED:
            for place in range(0, len(ids), AT_ONCE):
                cursor.execute(_copy(model), [ids[place : place + AT_ONCE], first.pk])
        # The keys of these rows are looked up now: no table can be altered before that.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in COPIED:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
    analyse()


def _copy(model: type[Model]) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    values = {column: f"source.{column}" for column in columns} | {"office_id": "office.id"}
    for column in set(ITS_OWN) & set(columns):
        values[column] = f"md5(office.id::text || source.{column}::text)::uuid"
    table, names = model._meta.db_table, ", ".join(columns)
    chosen = ", ".join(values[column] for column in columns)
    source = f"{table} source CROSS JOIN unnest(%s::uuid[]) AS office (id) WHERE source.office_id = %s"
    return f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {source}"  # noqa: S608 - names of our own


def analyse() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def make_offices(first: int, number: int) -> list[Partner]:
    with acting_as_system():
        return Partner.objects.bulk_create(
            Partner(slug=f"office-{first + place}", name=f"NAV {first + place}", kind=PartnerKind.NAV_OFFICE)
            for place in range(number)
        )


def make_cluster(offices: list[Partner]) -> None:
    with acting_as_system():
        cluster = Cluster.objects.create(
            slug="pa-tvers", name="På tvers", kind=ClusterKind.CITY, starts_on="2018-01-01"
        )
        Membership.objects.bulk_create(
            Membership(cluster=cluster, partner=office, starts_on="2019-01-01") for office in offices
        )


def sign_in(name: str, role: Role, office: Partner | None = None) -> Client:
    with acting_as_system():
        user = User.objects.create_user(f"{name}@example.invalid", name=name, role=role)
        if office:
            Seat.objects.create(user=user, partner=office, starts_on="2020-01-01")
        TOTP.activate(user, generate_totp_secret())
        client = Client()
        client.force_login(user, backend="accounts.backends.OpenAccess")
    return client


@dataclass(frozen=True)
class Cost:
    """What a page takes in seconds: the quickest round, and the processor's time in page and database for one."""

    quickest: float
    worked: float

    def __str__(self) -> str:
        return f"{1000 * self.quickest:6.1f} ms, {1000 * self.worked:6.1f} ms of work"


def cost(client: Client, path: str) -> Cost:
    """On a machine that does other things too, only the work can be compared."""
    assert client.get(path).status_code == 200, path
    taken, before = [], worked()
    for _round in range(ROUNDS):
        start = time.perf_counter()
        client.get(path)
        taken.append(time.perf_counter() - start)
    return Cost(min(taken), (worked() - before) / ROUNDS)


def main(people: int) -> None:
    offices = make_offices(0, OFFICES)
    fill(offices[0])
    make_cluster(offices[:MEMBERS])
    leader, krem = sign_in("leader", Role.NAV_LEADER, offices[0]), sign_in("krem", Role.KREM_STAFF)
    listing = reverse("participant_list", args=[offices[0].pk])
    # Asked for nothing, the list shows again what was looked at last.
    whole = f"{listing}?order="
    pages = {
        "front page": (leader, reverse("home")),
        "list": (leader, whole),
        "list, due": (leader, f"{listing}?list=due"),
        "list, longest in the state first": (leader, f"{listing}?list=enrolled&order=longest"),
        "follow-ups to do": (leader, reverse("follow_ups_due", args=[offices[0].pk])),
        "hand-over": (leader, reverse("handover", args=[offices[0].pk])),
        "front page of KREM": (krem, reverse("home")),
        "list, for KREM": (krem, whole),
        "offices, for KREM": (krem, reverse("office_list")),
    }
    few = {name: cost(*page) for name, page in pages.items()}
    start = time.perf_counter()
    copy_to([*offices[1:], *make_offices(OFFICES, people // OFFICE_SIZE - OFFICES)], offices[0])
    print(f"{people:,} people in the database, filled in {time.perf_counter() - start:.0f} s")
    worst = 0.0
    for name, page in pages.items():
        many = cost(*page)
        ratio = many.worked / few[name].worked
        if name.startswith(EVERY_MORNING):
            worst = max(worst, ratio)
        print(f"{name:34} {few[name]} -> {many}, ratio {ratio:.2f}")
    print(f"worst ratio of what a leader opens every morning {worst:.2f} (at most {MOST})")
    assert worst <= MOST


if __name__ == "__main__":
    with own_database():
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
