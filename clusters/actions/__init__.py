"""What is done with clusters. Each deed checks who asks, and is recorded in its own transaction."""
