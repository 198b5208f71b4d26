"""Everybody of some offices as it was known at a moment, read in one query."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from participants.enums import FollowUpAnswer, Sex, State, TargetGroup
from reports.figures.records import ELSEWHERE, Person, Records, number_of, records_of

SEX = {Sex.WOMAN: "female", Sex.MAN: "male", Sex.OTHER: "other", Sex.UNKNOWN: "unknown"}
GROUP = {
    TargetGroup.HOMEMAKER: "at-home",
    TargetGroup.SOCIAL_ASSISTANCE: "social-assistance",
    TargetGroup.YOUTH: "youth",
    TargetGroup.FAMILY_REUNIFIED: "family-reunited",
    TargetGroup.TRANSITIONAL_BENEFIT: "transitional-benefit",
    TargetGroup.OTHER: "other",
    TargetGroup.UNKNOWN: "unknown",
}
STATUS_OF_ANSWER = {
    FollowUpAnswer.WORK: "work",
    FollowUpAnswer.EDUCATION: "education",
    FollowUpAnswer.VENTURE: "venture",
    FollowUpAnswer.JOB_SEEKER: "enrolled",
    FollowUpAnswer.OTHER: "left",
}

EVERYBODY = """
WITH stay AS MATERIALIZED (
    -- Whoever has been at one of the offices, with every stay, as the stays were known at the cutoff. Which office the
    -- person's own row and history name tells who may see them today, and nothing of the time before.
    SELECT participant_id, array_agg(day ORDER BY day) AS days, array_agg(office_id ORDER BY day) AS offices
    FROM participants_stay
    WHERE participant_id IN (SELECT participant_id FROM participants_stay WHERE office_id = ANY(%(offices)s))
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
    HAVING bool_or(office_id = ANY(%(offices)s))
), person AS (
    -- What stood in the books about each person at the cutoff.
    SELECT DISTINCT ON (pgh_obj_id)
        pgh_obj_id AS id, birth_year, sex, target_group, effort_group, is_shielded, pgh_label
    FROM participants_participantevent
    WHERE pgh_obj_id IN (SELECT participant_id FROM stay) AND pgh_created_at <= %(cutoff)s
    ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
), step AS (
    SELECT
        participant_id,
        array_agg(day ORDER BY day) AS days,
        array_agg(target ORDER BY day) AS targets,
        array_agg(
            CASE target WHEN %(left)s THEN left_reason <> '' WHEN %(work)s THEN hours_percent IS NOT NULL END
            ORDER BY day
        ) AS told
    FROM participants_move
    WHERE participant_id IN (SELECT participant_id FROM stay)
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
), answer AS (
    SELECT
        participant_id,
        array_agg(day ORDER BY day, month) AS days,
        array_agg(answer ORDER BY day, month) AS answers
    FROM participants_followup
    WHERE participant_id IN (SELECT participant_id FROM stay)
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
)
SELECT person.id, stay.days, stay.offices, birth_year, sex, target_group, effort_group <> '', is_shielded,
    step.days, step.targets, step.told, answer.days, answer.answers
FROM person
JOIN stay ON stay.participant_id = person.id
JOIN step ON step.participant_id = person.id
LEFT JOIN answer ON answer.participant_id = person.id
WHERE person.pgh_label <> 'delete'
ORDER BY person.id
"""


def everybody(offices: Sequence[UUID], cutoff: datetime) -> tuple[list[UUID], Records]:
    """Ids and records of all who had been at one of these offices and had moved at all. Nobody is no error.

    An office is known by its id. Every other office is `ELSEWHERE`: what somebody does there is seen as little as the
    office itself.
    """
    keys = sorted(str(office) for office in offices)
    ids, people = [], []
    with connection.cursor() as cursor:
        cursor.execute(
            EVERYBODY,
            {"offices": list(offices), "cutoff": cutoff, "left": State.LEFT, "work": State.WORK},
        )
        for id, begun, at, birth_year, sex, group, effort, shielded, days, targets, told, on, said in cursor:
            ids.append(id)
            people.append(
                Person(
                    stays=_stays(begun, at, days[0], frozenset(keys)),
                    is_shielded=shielded,
                    birth_year=birth_year,
                    sex=SEX[Sex(sex)],
                    group=GROUP[TargetGroup(group)],
                    effort=effort,
                    moves=tuple(zip(map(number_of, days), targets, told, strict=True)),
                    answers=tuple(
                        (number_of(day), STATUS_OF_ANSWER.get(answer))
                        for day, answer in zip(on or (), said or (), strict=True)
                    ),
                )
            )
    return ids, records_of(people, (*keys, ELSEWHERE))


def _stays(
    begun: Sequence[date], offices: Sequence[UUID], first_move: date, known: frozenset[str]
) -> tuple[tuple[int, str], ...]:
    """The first begins with the journey; from one office elsewhere to another nothing is to be seen."""
    stays: list[tuple[int, str]] = []
    for day, office in zip(begun, map(str, offices), strict=True):
        place = office if office in known else ELSEWHERE
        if not stays:
            stays.append((number_of(min(day, first_move)), place))
        elif place != stays[-1][1]:
            stays.append((number_of(day), place))
    return tuple(stays)
