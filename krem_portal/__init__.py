"""Wiring: what puts the apps together, and nothing else."""
