"""How a name and a way to reach somebody are kept: sealed with keys of their own, and found by a blind index.

The first of `CONTACT_KEYS` seals; all of them open. `manage.py rotate_contact_keys` seals everything anew with the
first, after which the others can be taken away.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from unicodedata import normalize

from django.conf import settings

from accounts.sealed_data import sealer
from participants.models import Contact
from spelling.sameness import same_key

PURPOSE = b"krem portal: index of names"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is held to reach somebody."""

    name: str
    way: str


def seal(details: ContactDetails) -> bytes:
    return sealer(settings.CONTACT_KEYS).encrypt(json.dumps(asdict(details), ensure_ascii=False).encode())


def unseal(contact: Contact) -> ContactDetails:
    return ContactDetails(**json.loads(sealer(settings.CONTACT_KEYS).decrypt(bytes(contact.sealed))))


def index_of(name: str) -> bytes:
    """The blind index of a name under the newest key."""
    return next(_indexes(name))


def indexes_of(name: str) -> list[bytes]:
    """The blind index of a name under every key: some rows may wait to be sealed anew."""
    return list(_indexes(name))


def reseal(contact: Contact) -> None:
    """Under the newest key, name and index both; not saved yet."""
    contact.sealed = sealer(settings.CONTACT_KEYS).rotate(bytes(contact.sealed))
    contact.name_index = index_of(unseal(contact).name)


def _indexes(name: str) -> Iterator[bytes]:
    # Names sealed before there was one rule of sameness are found by how they were folded then.
    before = " ".join(normalize("NFC", name).split()).casefold()
    for folded in dict.fromkeys((same_key(name), before)):
        for key in settings.CONTACT_KEYS:
            own = hmac.digest(key.encode(), PURPOSE, hashlib.sha256)
            yield hmac.digest(own, folded.encode(), hashlib.sha256)
