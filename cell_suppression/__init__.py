"""Small numbers: which cells of published tables to hide, proved by other people who would print the same.

A package without Django and without anything of the portal. See README.md.
"""
