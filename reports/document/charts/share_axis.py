"""The line from 0 to 100 per cent that pictures of shares stand on."""

from dataclasses import dataclass

from reports.document.charts import narrow
from reports.document.charts.drawing import Drawing
from reports.document.charts.palette import MUTED, RULE
from reports.document.words.wording import per_cent

AXIS_HEIGHT = 18.0
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class ShareAxis:
    """From where 0 per cent stands to where 100 does."""

    left: float
    right: float
    size: float = 7.5

    def x(self, share: float) -> float:
        """Where a share in per cent stands."""
        return self.left + (self.right - self.left) * share / 100

    def draw(self, drawing: Drawing, top: float, bottom: float) -> None:
        for tick in TICKS:
            drawing.line(self.x(tick), top, self.x(tick), bottom, RULE if tick else MUTED)
            drawing.text(
                self.x(tick), bottom + 11, per_cent(tick), size=self.size, anchor="middle", fill=MUTED
            )


# In a narrow window, where the words stand over what is drawn.
NARROW_AXIS = ShareAxis(10, narrow.WIDTH - 14, narrow.SMALL)
