"""Two records are joined on pages that show first what becomes of them."""

import pytest
from django.urls import reverse

from audit.models import Event
from participants.models import Joining, Participant
from tests.participants.joinings.records import ENROLLED, TODAY, WORKED, asked, way_of
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")


def test_one_office_looks_at_the_two_and_then_joins_them(cast, sign_in):
    one = enrol(cast.bjerke, "B-1", ENROLLED)
    two = enrol(cast.bjerke, "B-2", ("2024-01-08", "enrolled"), WORKED)
    client = sign_in(cast.bjerke_leader)
    address = reverse("joining_new", args=[one.pk])
    sent = {"to": cast.bjerke.pk, "reference": "b-2", "because": "Registered twice"}
    page = client.post(address, sent).content.decode()
    assert 'id="joined-journey"' in page
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 2
    assert Event.objects.filter(action="shown", subject_ids=[two.pk]).exists()
    answer = client.post(address, {**sent, "seen": str(two.pk)})
    assert answer["Location"] == reverse("participant", args=[one.pk])
    assert way_of(one) == [ENROLLED, WORKED]


def test_what_was_not_looked_at_is_shown_first(cast, sign_in):
    one, two, three = (enrol(cast.bjerke, f"B-{n}", ENROLLED) for n in (1, 2, 3))
    client = sign_in(cast.bjerke_leader)
    sent = {"to": cast.bjerke.pk, "reference": "B-3", "because": "x", "seen": str(two.pk)}
    assert client.post(reverse("joining_new", args=[one.pk]), sent).status_code == 200
    assert way_of(three) == [ENROLLED]


def test_two_offices_ask_look_and_join(cast, sign_in, at_bjerke, at_ullern):
    client = sign_in(cast.bjerke_leader)
    sent = {"to": cast.ullern.pk, "reference": "U-7", "because": "She told us"}
    assert client.post(reverse("joining_new", args=[at_bjerke.pk]), sent).status_code == 302
    joining = Joining.objects.get()
    listed = client.get(reverse("transfers", args=[cast.bjerke.pk])).content.decode()
    assert reverse("joining", args=[joining.pk]) in listed
    client = sign_in(cast.ullern_leader)
    address = reverse("joining", args=[joining.pk])
    assert address in client.get("/").content.decode()
    assert 'value="U-7"' in client.get(address).content.decode()
    page = client.post(address, {"reference": "U-7"}).content.decode()
    assert 'id="joined-journey"' in page
    assert "B-1" in page
    answer = client.post(address, {"reference": "U-7", "seen": str(at_ullern.pk)})
    assert answer["Location"] == reverse("participant", args=[at_ullern.pk])


def test_the_page_says_what_contradicts(cast, sign_in, at_ullern):
    one = enrol(cast.bjerke, "B-1", ENROLLED, birth_year=1970)
    joining = asked(cast, one)
    client = sign_in(cast.ullern_leader)
    page = client.post(reverse("joining", args=[joining.pk]), {"reference": "U-7"}).content.decode()
    assert 'id="contradictions"' in page
    assert "1970" in page
    assert 'id="joined-journey"' not in page
