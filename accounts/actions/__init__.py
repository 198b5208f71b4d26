"""What is done with accounts: each action checks who asks, and is recorded in its own transaction."""
