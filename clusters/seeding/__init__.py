"""What is known of the clusters before anybody has written anything. No people; safe to repeat."""

from clusters.seeding.history import PA_TVERS, VESTLANDET, seed_clusters
from clusters.seeding.projects import seed_projects
from clusters.seeding.step_model import seed_step_model

__all__ = ["PA_TVERS", "VESTLANDET", "seed_clusters", "seed_projects", "seed_step_model"]
