"""Moments as a Briton writes them in a timetable: no full stops of "p.m." to meet the one of a sentence."""

DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
