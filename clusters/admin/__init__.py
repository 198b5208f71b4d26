"""KREM's pages about clusters. Django finds them here."""

from clusters.admin import agreements, board, partnerships

__all__ = ["agreements", "board", "partnerships"]
