"""What people do: each action checks who may, is one transaction, and leaves its line in the log."""
