"""A worker's part of comparing layouts: a draft protected once with each, beside what is out, measured and let go."""

from collections.abc import Callable, Iterator
from typing import Any

from accounts.scope import acting_as_system
from reports.disclosure.ledger import ledger_of
from reports.disclosure.release import decide
from reports.editions.building import count_everything, known_aside
from reports.editions.layouts import layout_choices
from reports.models import Simulation

Say = Callable[[int, int], None]
# By the name of a step and how many there are: what to tell as it goes on.
Saying = Callable[[str, int], Say]


def layouts_tried(simulation: Simulation, saying: Saying) -> Iterator[dict[str, Any]]:
    """What the draft would not tell with each layout that KREM is offered, from the data it was made from."""
    edition = simulation.edition
    with acting_as_system():
        count = count_everything(edition)
        ledger = ledger_of([office.key for office in count.offices])
        choices = layout_choices(edition, edition.told)
    for choice in choices:
        say = saying("layouts", len(choices))
        decided = decide(
            count.figures,
            choice.layout,
            ledger,
            edition.cutoff,
            edition.series.smallest_count,
            known_aside,
            say,
        )
        yield {"layout": choice.layout.as_json(), "loss": decided.loss.as_json()}
