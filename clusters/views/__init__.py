"""The pages of those who work in clusters."""
