"""The same estimates by `survfit` of R's package survival, where this machine has it."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reports.statistics.incidence import Incidence, cumulative_incidence
from reports.statistics.occupation import Histories, Occupation, state_occupation

SCRIPT = Path(__file__).with_name("survfit.R")
MISSING = (
    "No Rscript with the package survival on this machine: install Debian's package r-cran-survival to hold "
    "the curves to R's survfit."
)


@dataclass(frozen=True)
class Fitted:
    """Data, and what survfit found at every time somebody moved or was censored.

    `data`: the arrays of one call of `cumulative_incidence` or of `Histories`. `shares`, `at_risk` and `errors` have
    a row for each of `times` and a column for each cause or state; at risk of an end is one column, and the
    errors of several ends are empty. Only a single end has a `median`.
    """

    data: Mapping[str, NDArray]
    times: NDArray
    shares: NDArray
    at_risk: NDArray
    errors: NDArray
    median: float | None
    seconds: Mapping[str, float]

    def ours(self) -> Incidence | Occupation:
        if "cause" in self.data:
            return cumulative_incidence(self.data["time"], self.data["cause"].astype(int), self.columns)
        return state_occupation(self.histories())

    def histories(self) -> Histories:
        whole = {name: self.data[name].astype(int) for name in ("start", "person", "target")}
        return Histories(
            seen_until=self.data["seen_until"], time=self.data["time"], states=self.columns, **whole
        )

    @property
    def columns(self) -> int:
        return self.shares.shape[1]

    def rows_of(self, ours: Incidence | Occupation) -> NDArray:
        """The row of ours that holds at each of R's times."""
        return np.searchsorted(ours.times, self.times, side="right") - 1

    def difference(self, ours: Incidence | Occupation) -> float:
        """The largest difference between the shares, at all of R's times."""
        return float(np.abs(shares_of(ours)[self.rows_of(ours)] - self.shares).max())


def shares_of(ours: Incidence | Occupation) -> NDArray:
    return ours.shares if isinstance(ours, Incidence) else ours.probabilities


def has_survfit() -> bool:
    program = shutil.which("Rscript")
    return program is not None and not _run("-e", "library(survival)", check=False).returncode


def shipped() -> dict[str, Fitted]:
    """Data sets that the package ships, by name."""
    return _read(_run(SCRIPT).stdout)


def of_histories(histories: Histories, folder: Path) -> Fitted:
    """Of other people than R's own. Times are told in full digits; `folder` is for what R reads."""
    persons = _write(folder / "persons.csv", start=histories.start, seen_until=histories.seen_until)
    moves = _write(
        folder / "moves.csv", person=histories.person, time=histories.time, target=histories.target
    )
    return _read(_run(SCRIPT, persons, moves).stdout)["histories"]


def _run(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["Rscript", "--vanilla", *arguments], capture_output=True, text=True, check=check)


def _write(file: Path, **columns: NDArray) -> Path:
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    lines = (",".join(map(repr, row)) for row in rows)
    file.write_text("\n".join((",".join(columns), *lines)) + "\n")
    return file


def _read(printed: str) -> dict[str, Fitted]:
    return {name: _fitted(**case) for name, case in json.loads(printed).items()}


def _fitted(
    data: Mapping[str, Sequence[float]],
    found: Mapping[str, Sequence],
    seconds: Mapping[str, Sequence[float]] | None = None,
) -> Fitted:
    return Fitted(
        data={name: np.array(values, float) for name, values in data.items()},
        times=np.array(found["time"], float),
        shares=np.array(found["shares"], float),
        at_risk=np.array(found["at_risk"], int),
        # Where nobody is left R has no number, and None becomes nan.
        errors=np.array(found.get("errors", []), float),
        median=next(iter(found.get("median", [])), None),
        seconds={name: value for name, (value,) in (seconds or {}).items()},
    )
