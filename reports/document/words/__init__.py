"""What codes, numbers, days and ranges are called in the language in force."""
