"""Numbers that may leave the house, and all that a report says beside them. Nothing here knows a true number."""
