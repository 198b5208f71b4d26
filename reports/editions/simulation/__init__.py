"""The reports of a plan that are still to come: tried out in memory, and told of to KREM."""
