"""What is done with reports: each action checks who may, is one transaction, and leaves its line in the log."""
