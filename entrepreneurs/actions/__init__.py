"""What people do with ventures, mentors and jobs. Each action checks who may, and leaves its line in the log."""
