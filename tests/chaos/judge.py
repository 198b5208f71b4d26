"""What became of everything that was promised."""

import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import DatabaseError, connection
from django.db.models import Count

from accounts.models import Letter
from accounts.scope import acting_as_system
from audit.enums import Action, Decision
from audit.models import Event
from participants.enums import ImportState
from participants.models import ImportRun
from reports.enums import OUT, EditionState
from reports.models import Edition, EditionFile, Suppression
from tests.chaos.mail_server import MailServer
from tests.chaos.people import ODD_SCOPES, SCOPES, Crowd

BUILT = (EditionState.DRAFT, *OUT)
READ = (ImportState.DONE, ImportState.REFUSED, ImportState.READY, ImportState.CANCELLED)


@dataclass
class Verdict:
    """In words, for whoever reads it; a run is good when nothing is wrong."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    def hold(self, good: bool, what: str) -> None:
        if not good:
            self.wrong.append(what)


@dataclass
class Struck:
    """What happened, how often; and when first and last."""

    happened: dict[str, int] = field(default_factory=dict)
    first: float = 0.0
    last: float = 0.0


def await_drained(seconds: float) -> float | None:
    """How long until nothing waits and nothing runs; None where it does not come to that in time."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            with acting_as_system():
                if not (_open(Edition) or _open(ImportRun) or Letter.objects.waiting().exists()):
                    return time.monotonic() - began
        except DatabaseError:
            connection.close()
        time.sleep(0.3)
    return None


def _open(model: type[Edition] | type[ImportRun]) -> bool:
    return model.objects.filter(state__in=(*model.STARTS, *model.STARTS.values())).exists()


def _left() -> dict[str, object]:
    """What still waits or runs."""
    with acting_as_system():
        return {
            "reports": list(Edition.objects.filter(state__in=("queued", "building")).values_list("state", "attempts", "step")),
            "workbooks": list(ImportRun.objects.exclude(state__in=(*READ, ImportState.FAILED)).values_list("state", "attempts")),
            "letters": Letter.objects.waiting().count(),
        }  # fmt: skip


def judge(crowd: Crowd, mail: MailServer, drained: float | None, struck: Struck) -> Verdict:
    verdict = Verdict()
    with acting_as_system():
        _reports(crowd, verdict)
        _publishing(crowd, verdict, struck)
        _imports(crowd, verdict)
        _letters(mail, verdict)
    verdict.hold(drained is not None, "not drained in time")
    verdict.hold(not crowd.answers[500], f"{crowd.answers[500]} pages answered 500")
    verdict.hold(not crowd.broken, f"the crowd itself broke: {crowd.broken}")
    verdict.figures["left"] = _left()
    verdict.figures |= {"drained after": drained and round(drained, 1), "pages": dict(crowd.answers)}
    return verdict


def _reports(crowd: Crowd, verdict: Verdict) -> None:
    states = dict(Edition.objects.values_list("pk", "state"))
    lost = [pk for pk in crowd.editions if pk not in states]
    verdict.hold(not lost, f"{len(lost)} reports asked for are not there")
    unfinished = [pk for pk, state in states.items() if state not in (*BUILT, EditionState.FAILED)]
    verdict.hold(not unfinished, f"{len(unfinished)} reports are neither built nor failed")
    silent = Edition.objects.filter(state=EditionState.FAILED, failure="").count()
    verdict.hold(not silent, f"{silent} reports failed without a reason")
    built = Edition.objects.filter(state__in=BUILT)
    halves = built.annotate(parts=Count("files")).exclude(parts=5).count()
    verdict.hold(not halves, f"{halves} reports were half written or written twice")
    verdict.hold(Suppression.objects.count() == built.count(), "proofs without reports, or reports without")
    strays = EditionFile.objects.exclude(edition__in=built).count()
    verdict.hold(not strays, f"{strays} files of reports that were not built")
    current = Edition.objects.filter(state=EditionState.PUBLISHED).values(
        "series", "period_start", "period_end"
    )
    twice = current.annotate(number_out=Count("pk")).filter(number_out__gt=1).count()
    verdict.hold(not twice, f"{twice} periods have two current reports")
    out = Edition.objects.filter(state__in=OUT)
    told = Letter.objects.filter(to="imdi@chaos.invalid").count()
    verdict.hold(told == out.count(), f"{out.count()} reports published, IMDi told of {told}")
    given_up = Edition.objects.filter(state=EditionState.FAILED, failure__contains="KREM").count()
    verdict.figures |= {"reports": dict(Counter(states.values())), "asked for": len(crowd.editions),
                        "published": out.count(), "reports given up": given_up}  # fmt: skip
    _told_of(verdict, given_up, "kunne ikke|lot seg ikke lage|could not be made")


def _publishing(crowd: Crowd, verdict: Verdict, struck: Struck) -> None:
    """What was answered is out; each is out once; and some of it between the first disaster and the last."""
    out = set(Edition.objects.filter(state__in=OUT).values_list("pk", flat=True))
    lost = crowd.published.keys() - out
    verdict.hold(not lost, f"{len(lost)} reports that were published are not out")
    lines = Counter(
        pk
        for [pk] in Event.objects.filter(
            action=Action.PUBLISHED, subject="edition", decision=Decision.PERMITTED
        ).values_list("subject_ids", flat=True)
    )
    again = [pk for pk, times in lines.items() if times > 1]
    verdict.hold(not again, f"{len(again)} reports were published twice")
    verdict.hold(lines.keys() == out, f"{len(out)} reports are out, the log says {len(lines)}")
    during = sum(struck.first <= moment <= struck.last for moment in crowd.published.values())
    verdict.hold(
        during > 0 or not struck.happened, "nothing was published between the first disaster and the last"
    )
    odd = [scope for scope in ODD_SCOPES if crowd.scopes[scope]]
    enough = crowd.builds >= len(SCOPES) + len(ODD_SCOPES) + 1
    verdict.hold(len(odd) == len(ODD_SCOPES) or not enough, f"of the odd scopes only {odd} were asked for")
    verdict.figures |= {"published during the disasters": during, "scopes": dict(crowd.scopes)}


def _imports(crowd: Crowd, verdict: Verdict) -> None:
    states = dict(ImportRun.objects.values_list("pk", "state"))
    lost = [pk for pk in crowd.runs if pk not in states]
    verdict.hold(not lost, f"{len(lost)} workbooks sent in are not there")
    open_runs = [pk for pk, state in states.items() if state not in (*READ, ImportState.FAILED)]
    verdict.hold(not open_runs, f"{len(open_runs)} workbooks are neither read nor failed")
    silent = ImportRun.objects.filter(state=ImportState.FAILED, failure="").count()
    verdict.hold(not silent, f"{silent} workbooks failed without a reason")
    verdict.figures["workbooks"] = dict(Counter(states.values()))
    _told_of(
        verdict, states and sum(s == ImportState.FAILED for s in states.values()), "lot seg ikke lese inn"
    )


def _told_of(verdict: Verdict, given_up: int, words: str) -> None:
    letters = Letter.objects.filter(to="krem@chaos.invalid", subject__iregex=words).count()
    verdict.hold(letters >= given_up, f"{given_up} given up, KREM told of {letters} ({words})")


def _letters(mail: MailServer, verdict: Verdict) -> None:
    sent = Letter.objects.exclude(sent_at=None).values_list("pk", flat=True)
    arrived = Counter(key.strip("<>").split("@")[0] for key in mail.received.elements())
    lost = [pk for pk in sent if str(pk) not in arrived]
    verdict.hold(not lost, f"{len(lost)} letters noted as sent never arrived")
    waiting = Letter.objects.filter(sent_at=None).count()
    verdict.hold(not waiting, f"{waiting} letters have not left")
    # A sender killed between the mail server's yes and the note sends once more, under the same key.
    again = sum(times - 1 for times in arrived.values())
    verdict.figures |= {"letters": len(sent), "letters sent once more under the same key": again}
