"""Several sides at the same moment, each on a connection of its own: for tests with real commits."""

import threading
from collections.abc import Callable

from django.db import connection

SECONDS = 30


def at_once(*deeds: Callable[[], object], refusals: tuple[type[Exception], ...] = ()) -> list[object]:
    """What came of each, as it was done: the answer, or the refusal where it is one of these. All begin together."""
    answers, gate = [], threading.Barrier(len(deeds), timeout=SECONDS)

    def side(deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers.append(deed())
        except refusals as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=side, args=(deed,)) for deed in deeds]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SECONDS)
    return answers
