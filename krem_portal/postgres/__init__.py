"""Django's PostgreSQL back end, with an end to every wait."""
