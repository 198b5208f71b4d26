"""What is filled in about reports."""
