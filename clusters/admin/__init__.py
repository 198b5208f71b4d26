"""KREM's pages about clusters. Django finds them here."""

from clusters.admin import agreements, board, knowledge, partnerships

__all__ = ["agreements", "board", "knowledge", "partnerships"]
