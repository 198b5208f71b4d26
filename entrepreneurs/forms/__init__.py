"""What people fill in about ventures, mentors and jobs."""
