"""The outbox: nothing is lost, nothing is sent twice by two senders."""

import socket
import time
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions.accounts import send_again
from accounts.letters.outbox import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    PAUSE_WITHOUT_SERVER,
    send_due_letters,
    write_letter,
)
from accounts.models import Letter
from accounts.scope import acting_as_system
from accounts.tasks import send_letters
from audit.actions import Refused
from tests.at_once import at_once

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


class Refusing(EmailBackend):
    """A mail server that does not take a letter, and whose complaint names the recipient."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"unknown")})


class Away(EmailBackend):
    """A mail server that is down."""

    asked = 0

    def send_messages(self, messages):
        type(self).asked += 1
        raise OSError(f"no route to {messages[0].to[0]}")


class Dying(EmailBackend):
    """The sender is killed after the mail server has taken the letter, before anybody has noted it."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def write(number: int = 1) -> None:
    for each in range(number):
        write_letter(to=f"p{each}@example.invalid", subject=f"Letter {each}", body="Hello", now=NOW)


def test_a_letter_is_sent_once_and_its_body_dropped(system):
    write()
    assert send_due_letters(now=NOW) == 1
    assert send_due_letters(now=NOW + timedelta(hours=1)) == 0
    assert [message.subject for message in mail.outbox] == ["Letter 0"]
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.body) == (NOW, "")


def test_the_message_id_is_the_letters_own(system, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.invalid"
    write()
    send_due_letters(now=NOW)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{Letter.objects.get().pk}@portal.example.invalid>"


def test_a_subject_is_one_line(system):
    write_letter(to="p@example.invalid", subject="One\nBcc: all@example.invalid", body="x", now=NOW)
    send_due_letters(now=NOW)
    assert mail.outbox[0].subject == "One Bcc: all@example.invalid"


def test_a_sender_that_dies_halfway_leaves_the_letter_to_the_next_with_the_same_key(system, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Dying"
    write()
    with pytest.raises(KeyboardInterrupt):
        send_due_letters(now=NOW)
    assert Letter.objects.get().sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_letters(now=NOW) == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_server_that_is_down_is_asked_once_a_round_and_no_letter_is_given_up(
    system, settings, monkeypatch
):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    monkeypatch.setattr(Away, "asked", 0)
    write(3)
    now = NOW
    for round_number in range(1, MOST_ATTEMPTS * 3):
        assert send_due_letters(now=now) == 0
        assert Away.asked == round_number
        now += PAUSE_WITHOUT_SERVER
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_letters(now=now) == 3


def test_a_mail_server_that_accepts_and_says_nothing_holds_a_round_up_once(system, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.5
        write(20)
        began = time.monotonic()
        assert send_due_letters(now=NOW) == 0
        assert time.monotonic() - began < 3


def test_a_refused_letter_does_not_hold_the_others_back(system, settings, monkeypatch):
    monkeypatch.setattr(Refusing, "send_messages", refuse_the_first)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    write(3)
    assert send_due_letters(now=NOW) == 2


def refuse_the_first(server, messages):
    if messages[0].to == ["p0@example.invalid"]:
        raise SMTPRecipientsRefused({})
    return EmailBackend.send_messages(server, messages)


def test_krem_sees_a_letter_that_was_given_up_and_has_it_sent_again(cast, sign_in, settings, client):
    write()
    Letter.objects.update(due_at=None, attempts=MOST_ATTEMPTS)
    letter = Letter.objects.get()
    sign_in(cast.krem)
    assert client.get(reverse("home")).context["given_up"] == {"letters": 1, "imports": 0}
    page = client.get(reverse("admin:accounts_letter_changelist"), {"state": "given_up"})
    assert letter.to in page.content.decode()
    assert (
        "Hello" not in client.get(reverse("admin:accounts_letter_change", args=[letter.pk])).content.decode()
    )
    answer = {"action": "send_letters_again", "_selected_action": [str(letter.pk)], "confirmed": "1"}
    client.post(reverse("admin:accounts_letter_changelist"), answer)
    letter.refresh_from_db()
    assert (letter.attempts, letter.due_at is not None) == (0, True)


def test_only_krem_has_letters_sent_again_and_only_those_that_were_given_up(cast):
    write()
    with pytest.raises(Refused):
        send_again(letter=Letter.objects.get(), by=cast.krem, now=NOW)
    Letter.objects.update(due_at=None)
    with pytest.raises(Refused):
        send_again(letter=Letter.objects.get(), by=cast.bjerke_leader, now=NOW)


def test_a_letter_that_is_refused_is_tried_again_later_and_later(system, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    write()
    pauses, now = [], NOW
    while Letter.objects.get().due_at is not None:
        assert send_due_letters(now=now) == 0
        due = Letter.objects.get().due_at
        pauses.append(due - now if due else None)
        now = due
    assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pauses[-2:] == [LONGEST_PAUSE, None]
    assert len(pauses) == MOST_ATTEMPTS
    assert "example.invalid" not in caplog.text


def test_before_it_is_due_again_a_letter_rests(system, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    write()
    send_due_letters(now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due_letters(now=NOW + FIRST_PAUSE / 2) == 0
    assert send_due_letters(now=NOW + FIRST_PAUSE) == 1


def test_a_sent_letter_keeps_no_body(system):
    write()
    with pytest.raises(IntegrityError, match="keeps_no_body"), transaction.atomic():
        Letter.objects.update(sent_at=NOW)


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "mentor", "imdi"])
def test_whoever_acts_can_write_a_letter(cast, scope_for, who):
    with scope_for(getattr(cast, who)):
        write()
    assert Letter.objects.count() == 1


def test_two_senders_share_the_work_and_send_nothing_twice(committed):
    with acting_as_system():
        write(20)
    sent = at_once(*[lambda: send_due_letters(now=NOW)] * 2)
    assert sum(sent) == 20
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"p{n}@example.invalid" for n in range(20)
    )


def test_the_task_sends_what_waits(system):
    write()
    send_letters()
    assert len(mail.outbox) == 1
