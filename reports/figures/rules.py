"""The rules that every journey keeps, for many people at once."""

import numpy as np
from numpy.typing import NDArray

from participants.workbook import cells
from participants.workbook.journeys import OLDEST, YOUNGEST
from reports.figures.records import ENROLLED, FAR, NEVER, Ints, Records, number_of

FIRST_DAY = number_of(cells.FIRST_DAY)


def keeps_rules(records: Records, last_day: int) -> NDArray[np.bool_]:
    """bool[n]: enrolled first, one move a day, each to somewhere new; stays likewise, from the first move on; no day before
    2005 or after the last; 15 to 80 years old at enrolment.
    """
    enrolled_on = records.day[:, 0]
    year = np.where(enrolled_on == FAR, 0, enrolled_on).astype("datetime64[D]").astype("datetime64[Y]")
    age = year.astype(int) + 1970 - records.birth_year
    return (
        (records.target[:, 0] == ENROLLED)
        & (age >= YOUNGEST)
        & (age <= OLDEST)
        & (records.stay_day[:, 0] == enrolled_on)
        & _go_on(records.day, records.target)
        & _go_on(records.stay_day, records.stay_office)
        & _are_between(records.day, last_day)
        & _are_between(records.stay_day, last_day)
        & _are_between(records.answer_day, last_day)
    )


def _go_on(day: Ints, place: Ints) -> NDArray[np.bool_]:
    """bool[n]: whether each day is later than the one before, and each place another."""
    is_last = day[:, 1:] == FAR
    return (is_last | ((day[:, 1:] > day[:, :-1]) & (place[:, 1:] != place[:, :-1]))).all(axis=1)


def _are_between(day: Ints, last_day: int) -> NDArray[np.bool_]:
    is_none = (day == FAR) | (day == NEVER)
    return (is_none | ((day >= FIRST_DAY) & (day <= last_day))).all(axis=1)
