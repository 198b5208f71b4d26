"""Passwords kept as the portal keeps them, in a hundredth of the time."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """With the least memory and the fewest rounds that Argon2 knows."""

    time_cost, memory_cost, parallelism = 1, 8, 1
