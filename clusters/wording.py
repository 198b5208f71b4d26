"""The step model in words, for pages and documents alike: how far a step has come, and what holds it back."""

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clusters.holding import HoldingRule, Obstacle, Standing, Tally

# With the colour that it is shown in.
STANDINGS = {
    Standing.NOT_BEGUN: (gettext_lazy("Not begun"), "neutral"),
    Standing.UNDER_WAY: (gettext_lazy("Under way"), "info"),
    Standing.FINISHED: (gettext_lazy("Finished, but what it rests on is not"), "warning"),
    Standing.HOLDS: (gettext_lazy("Holds"), "success"),
}


def per_cent(number: object) -> str:
    """A number of hundredths with its sign, which English writes without a blank between them."""
    return _("%(number)s%%") % {"number": localize(number)}


def in_words(obstacle: Obstacle) -> str:
    """Why a step cannot hold, as a sentence."""
    words = {
        "step": obstacle.step.value,
        "level": obstacle.level.label.lower(),
        "done": obstacle.tally.done,
        "total": obstacle.tally.total,
    }
    if obstacle.rule == HoldingRule.ORDER and not obstacle.tally.total:
        return _("Order: step %(step)s has nothing agreed on %(level)s.") % words
    if obstacle.rule == HoldingRule.ORDER:
        return _("Order: step %(step)s is not finished on %(level)s, %(done)s of %(total)s done.") % words
    if obstacle.rule == HoldingRule.NOTHING_AGREED:
        return _("Simultaneity: nothing is agreed on %(level)s, while the work has begun elsewhere.") % words
    return _("Simultaneity: %(level)s is left behind, %(done)s of %(total)s done.") % words


def in_short(tally: Tally, obstacles: list[Obstacle]) -> tuple[str, str]:
    """What a cell of the board says at a glance, and the colour of that: what holds it back, else how far it is."""
    rules = [obstacle.rule for obstacle in obstacles]
    if not tally.total:
        # Where others have begun it holds them back; elsewhere it is only not there yet.
        return _("Nothing agreed"), "warning" if HoldingRule.NOTHING_AGREED in rules else "neutral"
    if HoldingRule.LEFT_BEHIND in rules:
        return _("Left behind"), "warning"
    if HoldingRule.ORDER in rules:
        return _("Waits for step %(step)s") % {"step": obstacles[0].step.value}, "neutral"
    if tally.is_finished:
        label, tone = STANDINGS[Standing.HOLDS]
    else:
        label, tone = STANDINGS[Standing.UNDER_WAY if tally.begun else Standing.NOT_BEGUN]
    return str(label), tone
