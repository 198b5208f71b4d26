"""What is asked of the tables about people: reads only."""
