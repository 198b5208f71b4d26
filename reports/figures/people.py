"""Everybody of some offices as it was known at a moment, read in one statement and straight into arrays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from numpy.typing import NDArray

from accounts.standby import read_aside
from participants.enums import FollowUpAnswer, Sex, State, TargetGroup
from reports.figures.records import (
    ELSEWHERE,
    FAR,
    GROUPS,
    NEVER,
    NOT_REACHED,
    NOWHERE,
    SEXES,
    STATES,
    Ints,
    Records,
)

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
# The order in which the statement numbers words, and what each number means in the arrays. A word that it does not know
# comes as -1 and means the last: nobody was reached.
TARGETS, ANSWERS = list(State), list(STATUS_OF_ANSWER)
STATE_OF_TARGET = np.array([STATES.index(target) for target in TARGETS], np.int8)
STATE_OF_ANSWER = np.array(
    [*(STATES.index(STATUS_OF_ANSWER[answer]) for answer in ANSWERS), NOT_REACHED], np.int8
)
SEX_OF_WORD = np.array([SEXES.index(SEX[word]) for word in Sex])
GROUP_OF_WORD = np.array([GROUPS.index(GROUP[word]) for word in TargetGroup])

# Numbers come as bytes, those of so many people at a time: an object of Python's for each would cost more than all the rest.
AT_ONCE = 1 << 16
EVERYBODY = """
WITH stay AS MATERIALIZED (
    -- Whoever has been at one of the offices, with every stay, as the stays were known at the cutoff. Which office the
    -- person's own row and history name tells who may see them today, and nothing of the time before.
    SELECT participant_id, day, coalesce(array_position(%(offices)s::uuid[], office_id), 0) - 1 AS place
    FROM participants_stay
    WHERE participant_id IN (SELECT participant_id FROM participants_stay WHERE office_id = ANY(%(offices)s))
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
), who AS MATERIALIZED (
    SELECT participant_id, (row_number() OVER (ORDER BY participant_id) - 1)::integer AS number
    FROM stay
    GROUP BY participant_id
    HAVING bool_or(place >= 0)
), person AS (
    -- What stood in the books about each person at the cutoff.
    SELECT DISTINCT ON (number)
        number, participant_id, birth_year, sex, target_group, effort_group, is_shielded, pgh_label
    FROM participants_participantevent
    JOIN who ON participant_id = pgh_obj_id
    WHERE pgh_created_at <= %(cutoff)s
    ORDER BY number, pgh_created_at DESC, pgh_id DESC
), fact (kind, number, a, b, c, d, e) AS (
    SELECT 'person', number, birth_year, array_position(%(sexes)s::text[], sex) - 1,
        array_position(%(groups)s::text[], target_group) - 1, (effort_group = '')::integer, is_shielded::integer
    FROM person
    WHERE pgh_label <> 'delete'
    UNION ALL
    SELECT 'stay', number, day - date '1970-01-01', place, 0, 0, 0
    FROM stay JOIN who USING (participant_id)
    UNION ALL
    SELECT 'move', number, day - date '1970-01-01', array_position(%(targets)s::text[], target) - 1,
        CASE target
            WHEN %(left)s THEN (left_reason <> '')::integer
            WHEN %(work)s THEN (hours_percent IS NOT NULL)::integer
            ELSE -1
        END, 0, 0
    FROM participants_move JOIN who USING (participant_id)
    WHERE recorded_at <= %(cutoff)s AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    UNION ALL
    SELECT 'answer', number, day - date '1970-01-01', month,
        coalesce(array_position(%(answers)s::text[], answer), 0) - 1, 0, 0
    FROM participants_followup JOIN who USING (participant_id)
    WHERE recorded_at <= %(cutoff)s AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
)
SELECT kind, string_agg(int4send(number), ''), string_agg(int4send(a), ''), string_agg(int2send(b::smallint), ''),
    string_agg(int2send(c::smallint), ''), string_agg(int2send(d::smallint), ''), string_agg(int2send(e::smallint), '')
FROM fact
GROUP BY kind, number / %(at_once)s
UNION ALL
SELECT 'id', string_agg(int4send(number), ''), string_agg(uuid_send(participant_id), ''), '', '', '', ''
FROM who
GROUP BY number / %(at_once)s
"""
# What the columns are of which those bytes are made.
COLUMNS = tuple(map(np.dtype, (">i4", ">i4", *4 * (">i2",))))
KINDS, ID = ("person", "stay", "move", "answer"), "id"
Columns = tuple[Ints, ...]


def everybody(
    offices: Sequence[UUID], cutoff: datetime, *, aside: bool = False
) -> tuple[list[bytes], Records]:
    """Ids and records of all who had been at one of these offices and had moved at all. Nobody is no error.

    An office is known by its id. Every other office is `ELSEWHERE`: what somebody does there is seen as little as the
    office itself. Time and memory grow with people times the most moves that anybody has made.

    `aside`: by the standby, where there is one. Whoever publishes on what was read must not.
    """
    keys = sorted(offices, key=str)
    read = partial(_read, keys, cutoff)
    ids, facts = read_aside(read) if aside else read(connection)
    number, birth_year, sex, group, effort, is_shielded = facts["person"]
    # Whoever stands in the books and has moved has a row, in the order of the ids.
    known, at = np.unique(number, return_index=True)
    moved = np.isin(known, facts["move"][0])
    known, at = known[moved], at[moved]
    row_of = np.full(len(ids), -1)
    row_of[known] = np.arange(len(known))

    person, day, target, told = _of(row_of, facts["move"])[:4]
    moves = _in_order(
        len(known), person, day, (day, FAR), (STATE_OF_TARGET[target], NOWHERE), (told.astype(np.int8), -1)
    )
    person, day, month, answer = _of(row_of, facts["answer"])[:4]
    answers = _in_order(
        len(known), person, 100 * day + month, (day, NEVER), (STATE_OF_ANSWER[answer], NOT_REACHED)
    )
    person, day, office = _of(row_of, facts["stay"])[:3]
    office = np.where(office < 0, len(keys), office)
    stays = _in_order(len(known), *_as_stayed(person, day, office, moves[0][:, 0]))
    return ids[known].tolist(), Records(
        (*map(str, keys), ELSEWHERE),
        is_shielded[at] == 1,
        *(
            each.astype(np.int32)
            for each in (birth_year[at], SEX_OF_WORD[sex[at]], GROUP_OF_WORD[group[at]], effort[at])
        ),
        *moves,
        *answers,
        *stays,
    )


def _read(
    offices: Sequence[UUID], cutoff: datetime, database: BaseDatabaseWrapper
) -> tuple[NDArray, Mapping[str, Columns]]:
    """The ids by number, and of each kind of fact its columns, the first of them the number of the person."""
    parameters = {
        "offices": list(offices),
        "cutoff": cutoff,
        "left": State.LEFT,
        "work": State.WORK,
        "sexes": list(Sex),
        "groups": list(TargetGroup),
        "targets": TARGETS,
        "answers": ANSWERS,
        "at_once": AT_ONCE,
    }
    ids: dict[int, NDArray] = {}
    parts: dict[str, list[Columns]] = {kind: [] for kind in KINDS}
    # One row after the other, so that the bytes of all are never here at once.
    with database.chunked_cursor() as cursor:
        cursor.execute(EVERYBODY, parameters)
        for kind, *columns in iter(cursor.fetchone, None):
            if kind == ID:
                number = np.frombuffer(columns[0], COLUMNS[0])
                ids[number.min()] = np.frombuffer(columns[1], "V16")[np.argsort(number)]
            else:
                read = tuple(
                    np.frombuffer(part, sent).astype(sent.newbyteorder("="))
                    for part, sent in zip(columns, COLUMNS, strict=True)
                )
                if len(set(map(len, read))) > 1:
                    # Nothing stands for a word that the statement does not know: what follows it would be another person's.
                    raise ValueError(f"Something is told of a {kind} in a word that no report knows.")
                parts[kind].append(read)
    nothing = tuple(np.zeros(0, sent.newbyteorder("=")) for sent in COLUMNS)
    return np.concatenate([np.zeros(0, "V16"), *(ids[first] for first in sorted(ids))]), {
        kind: tuple(map(np.concatenate, zip(nothing, *found, strict=True))) for kind, found in parts.items()
    }


def _of(row_of: Ints, columns: Columns) -> Columns:
    """What is told of people who have a row, by that row."""
    row = row_of[columns[0]]
    known = row >= 0
    return row[known], *(column[known] for column in columns[1:])


def _in_order(people: int, row: Ints, order: Ints, *columns: tuple[Ints, int]) -> list[Ints]:
    """int[people, longest] for each column with what fills it up: everybody's values by `order`, from the left."""
    sorted_by = np.lexsort((order, row))
    row = row[sorted_by]
    number = np.bincount(row, minlength=people)
    at = np.arange(len(row)) - (np.cumsum(number) - number)[row]
    arrays = []
    for values, filling in columns:
        array = np.full((people, number.max(initial=1)), filling, values.dtype)
        array[row, at] = values[sorted_by]
        arrays.append(array)
    return arrays


def _as_stayed(
    row: Ints, day: Ints, office: Ints, first_move: Ints
) -> tuple[Ints, Ints, tuple[Ints, int], tuple[Ints, int]]:
    """The first begins with the journey; from one office elsewhere to another nothing is to be seen."""
    order = np.lexsort((day, row))
    row, day, office = row[order], day[order], office[order]
    is_first = np.diff(row, prepend=-1) != 0
    day = np.where(is_first, np.minimum(day, first_move[row]), day)
    seen = is_first | (np.diff(office, prepend=0) != 0)
    return row[seen], day[seen], (day[seen], FAR), (office[seen], 0)
