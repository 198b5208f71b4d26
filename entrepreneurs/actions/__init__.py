"""What people do with ventures, mentors and jobs. Each deed checks who may, and leaves its line in the log."""
