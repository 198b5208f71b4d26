"""State occupation a second time: one matrix for each time, counted person by person."""

import numpy as np


def naive_occupation(start, seen_until, moves, states, times):
    """Rows of probabilities and of numbers at risk just before each time; `moves` are (person, time, target)."""
    journeys = [sorted((t, s) for p, t, s in moves if p == person) for person in range(len(start))]
    now = np.array([sum(s == state for s in start) for state in range(states)]) / len(start)
    rows, risks = [], []
    for time in times:
        before = [
            next((s for t, s in reversed(journey) if t < time), first)
            for journey, first in zip(journeys, start, strict=True)
        ]
        after = [
            next((s for t, s in reversed(journey) if t <= time), first)
            for journey, first in zip(journeys, start, strict=True)
        ]
        matrix, risk = np.eye(states), [0] * states
        for state in range(states):
            here = [p for p in range(len(start)) if before[p] == state and seen_until[p] >= time]
            risk[state] = len(here)
            for target in range(states):
                if here:
                    matrix[state, target] = sum(after[p] == target for p in here) / len(here)
        now = now @ matrix
        rows.append(now)
        risks.append(risk)
    return np.array(rows).reshape(-1, states), np.array(risks).reshape(-1, states)
