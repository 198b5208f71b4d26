"""At which horizons a report shows its curves, and when it leaves them to an earlier one."""

from reports.disclosure.ledger import Ledger
from reports.figures.definitions import Definition
from reports.figures.figures import Figures
from reports.figures.measures import FEWEST_AT_RISK

# A curve is shown again when so many have come to it since it was last shown: the few who came between
# two curves could else be told from their difference.
FEWEST_NEW = 30
Horizons = tuple[tuple[int, ...], tuple[int, ...]]


def horizons_of(figures: Figures, ledger: Ledger) -> tuple[Horizons, str]:
    """The months at which enough are at risk on each curve; none of them, and the former report's name, where little is new."""
    curves = figures.curves
    for former in reversed(ledger.editions):
        if set(former.definition.offices) != set(figures.definition.offices):
            continue
        if _has_curves(former.definition):
            before = former.printed.get(("state-occupation-0", "all", "observed"))
            if before is not None and abs(curves.states.persons - before) < FEWEST_NEW:
                return ((), ()), former.created.period.label
            break
    states = tuple(point.month for point in curves.states.points if point.at_risk >= FEWEST_AT_RISK)
    work = tuple(point.month for point in curves.work.points if point.at_risk >= FEWEST_AT_RISK)
    return (states, work), ""


def _has_curves(definition: Definition) -> bool:
    return bool(definition.state_horizons or definition.work_horizons)
