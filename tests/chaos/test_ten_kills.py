"""A small `make chaos`: ten things go down while people ask, publish and send in, and nothing is lost."""

from tests.chaos.whole_run import require_nothing_lost

# As many reports as it takes to ask for every kind of period, the odd ones too.
ARGUMENTS = ["--kills=10", "--builds=13", "--imports=5", "--pause=2", "--drain=120"]


def test_ten_kills_lose_nothing_and_do_nothing_twice():
    said = require_nothing_lost(*ARGUMENTS)
    assert "asked for: 13" in said
    assert "'done': 5" in said
