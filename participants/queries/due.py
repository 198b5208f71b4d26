"""When somebody is to be asked how it went. Everything that speaks of due follow-ups asks here.

The rows of `Question` say for each person who has gone out of follow-up and training which day 6, 12 and 24 months
after that is (the last day of the month where there is no such day). From that day on the question is open, for as
long as an answer still counts in the reports: 92 days. Whoever comes back to follow-up is asked no more.
"""

from datetime import date, timedelta

from django.db.models import Q

from participants.enums import Asking, FollowUpAnswer
from participants.models import Question

OPEN_FOR = timedelta(days=92)
# Nobody has asked, or the latest try reached nobody.
UNANSWERED = ("", FollowUpAnswer.NOT_REACHED)


def is_open(today: date) -> Q:
    """Questions whose answer counts if it is given today."""
    return Q(due_on__lte=today, due_on__gte=today - OPEN_FOR)


def is_due(today: date) -> Q:
    """Open questions that nobody has asked."""
    return is_open(today) & Q(answer="")


def is_not_reached(today: date) -> Q:
    """Open questions where the latest try reached nobody: worth another try, and not the same as not asked."""
    return is_open(today) & Q(answer=FollowUpAnswer.NOT_REACHED)


def is_to_be_asked(today: date) -> Q:
    """Questions that an answer can still be given to, today or later."""
    return Q(due_on__gte=today - OPEN_FOR) & Q(answer__in=UNANSWERED)


def last_day(question: Question) -> date:
    """The last day on which an answer counts."""
    return question.due_on + OPEN_FOR


def asking(question: Question, today: date) -> Asking:
    """How far it has come with one question."""
    if question.answer not in UNANSWERED:
        return Asking.ANSWERED
    if question.due_on > today:
        return Asking.LATER
    if last_day(question) < today:
        return Asking.NOT_REACHED_IN_TIME if question.answer else Asking.MISSED
    return Asking.TRY_AGAIN if question.answer else Asking.DUE
