"""The outbox: nothing is lost, nothing is sent twice by two senders."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from accounts.letters import FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS, send_due_letters, write_letter
from accounts.models import Letter
from accounts.scope import acting_as_system
from accounts.tasks import send_letters

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


class Refusing(EmailBackend):
    """A mail server that is down, and whose complaint names the recipient."""

    def send_messages(self, messages):
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


def test_a_mail_server_that_is_down_is_tried_again_later_and_later(system, settings, caplog):
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
    both, sent = threading.Barrier(2), []

    def sender() -> None:
        try:
            both.wait(10)
            sent.append(send_due_letters(now=NOW))
        finally:
            connection.close()

    senders = [threading.Thread(target=sender) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join(30)
    assert sum(sent) == 20
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"p{n}@example.invalid" for n in range(20)
    )


def test_the_task_sends_what_waits(system):
    write()
    send_letters()
    assert len(mail.outbox) == 1
