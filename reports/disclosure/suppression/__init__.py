"""What an edition hides: found as other people who would have printed the very same."""
