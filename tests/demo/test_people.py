"""The demo's people are there to be looked at, also after its first night."""

from django.core.management import call_command
from django.utils import timezone

from accounts.scope import acting_as_system
from demo.accounts import ensure_demo_accounts
from demo.people import seed_people
from participants.actions.erasure import strip_due
from participants.models import Participant


def test_nobody_made_up_is_stripped_in_the_first_night(committed, settings):
    settings.DEMO = True
    call_command("seed_clusters", verbosity=0)
    with acting_as_system():
        ensure_demo_accounts()
    seed_people(lambda _said: None)
    with acting_as_system():
        people = Participant.objects.filter(stripped_on=None)
        assert people.count() == 343
        assert strip_due(today=timezone.localdate()) == 0
        assert people.count() == 343
