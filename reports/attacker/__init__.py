"""What a reader can work out: from definitions and printed numbers alone, knowing neither the engine nor the truth."""
