"""The old name of `accounts.row_security`, for migrations that were written before it moved."""

from accounts.row_security import OFFICES, keep_inside, link, wall_off

__all__ = ["OFFICES", "keep_inside", "link", "wall_off"]
