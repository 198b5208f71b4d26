"""How what people write is compared and put in order: one rule each, the same in Python and in the database.

The database never folds a text itself: it holds keys that were worked out here, so that nothing depends on the locale
of the server or on how two programs understand a letter.
"""
