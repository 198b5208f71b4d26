"""Pages about ventures, mentors and jobs. Every look at a person is in the log."""
