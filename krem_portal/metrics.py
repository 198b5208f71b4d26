"""The text format of Prometheus (version 0.0.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Metric:
    """One gauge with its values, each under some labels."""

    name: str
    says: str
    values: dict[tuple[tuple[str, str], ...], float] = field(default_factory=dict)


def gauge(name: str, says: str, value: float) -> Metric:
    """A gauge without labels."""
    return Metric(name, says, {(): value})


def by(label: str, values: dict[str, float]) -> dict[tuple[tuple[str, str], ...], float]:
    """Values told apart by one label."""
    return {((label, word),): value for word, value in values.items()}


def as_text(metrics: Iterable[Metric]) -> str:
    return "".join(_lines(metric) for metric in metrics)


def _lines(metric: Metric) -> str:
    lines = [f"# HELP {metric.name} {metric.says}", f"# TYPE {metric.name} gauge"]
    lines += [f"{metric.name}{_labels(labels)} {value:g}" for labels, value in metric.values.items()]
    return "\n".join(lines) + "\n"


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{word.translate(ESCAPED)}"' for name, word in labels) + "}"
