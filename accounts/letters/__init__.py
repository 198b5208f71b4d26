"""The outbox, and the letters about what the portal could not do by itself."""
