"""KREM's pages about clusters. Django finds them here."""

from clusters.admin import agreements, partnerships

__all__ = ["agreements", "partnerships"]
