"""What is done with clusters. Each action checks who asks, and is recorded in its own transaction."""
