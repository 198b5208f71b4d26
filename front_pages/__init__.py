"""The pages that are nobody's alone: home, what needs doing, and what everybody may read."""
