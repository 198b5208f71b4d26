"""A sealed stream: written and read piece by piece, so that nothing lies on a disk in clear and size is no matter.

Each file has a key of its own, derived from the backup key and a random salt. Each piece is sealed with AES-GCM under
its number and whether it is the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015):
a piece that is changed, left out, moved or cut off at the end is found out.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"KREM backup 1\n"
SALT_BYTES = 16
PIECE = 1 << 20
LENGTH_BYTES = 4
TAG_BYTES = 16


class CannotOpen(Exception):
    """Not a backup, not these keys, or not as it was written."""


def write_sealed(parts: Iterable[bytes], file: BinaryIO, key: str) -> None:
    """Seal what comes, in its order."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(key, salt)
    file.write(MAGIC + salt)
    number, held = 0, bytearray()
    for part in parts:
        held += part
        # The last piece is told from the others, so one is kept back until it is known not to be it.
        while len(held) > PIECE:
            _write(file, cipher.encrypt(_nonce(number), bytes(held[:PIECE]), None))
            del held[:PIECE]
            number += 1
    _write(file, cipher.encrypt(_nonce(number, last=True), bytes(held), None))


def read_sealed(file: BinaryIO, keys: Iterable[str]) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises CannotOpen before giving out anything that is not as it was written."""
    if file.read(len(MAGIC)) != MAGIC:
        raise CannotOpen("This is no backup of the portal.")
    salt = file.read(SALT_BYTES)
    ciphers = [_cipher(key, salt) for key in keys]
    number, sealed = 0, _read(file)
    while sealed is not None:
        following = _read(file)
        nonce = _nonce(number, last=following is None)
        cipher, opened = _open(ciphers, nonce, sealed)
        ciphers = [cipher]
        yield opened
        number, sealed = number + 1, following
    if number == 0:
        raise CannotOpen("The backup ends before it begins.")


def _open(ciphers: list[AESGCM], nonce: bytes, sealed: bytes) -> tuple[AESGCM, bytes]:
    for cipher in ciphers:
        try:
            return cipher, cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            continue
    raise CannotOpen("The backup was sealed with another key, or is not as it was written.")


def _cipher(key: str, salt: bytes) -> AESGCM:
    raw = base64.urlsafe_b64decode(key)
    if len(raw) < 32:
        raise CannotOpen("A backup key is 32 random bytes in base64.")
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=MAGIC).derive(raw))


def _nonce(number: int, *, last: bool = False) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _write(file: BinaryIO, sealed: bytes) -> None:
    file.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)


def _read(file: BinaryIO) -> bytes | None:
    head = file.read(LENGTH_BYTES)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    sealed = file.read(length) if TAG_BYTES <= length <= PIECE + TAG_BYTES else b""
    if len(head) < LENGTH_BYTES or len(sealed) != length or not sealed:
        raise CannotOpen("The backup is cut off or damaged.")
    return sealed
