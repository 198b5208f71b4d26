"""Estimates and their uncertainty: arrays in, arrays or frozen dataclasses out.

Nothing here knows of people, offices, reports or what may be shown. Times are in any unit, the same for
all arguments of a call; shares are between 0 and 1.
"""
