"""Nynorsk writes dates and numbers as bokmål does."""

from krem_portal.formats.nb.formats import *  # noqa: F403 - Django looks every name up in this module
