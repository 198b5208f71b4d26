"""What is filled in to sign in."""
