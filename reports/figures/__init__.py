"""What a report counts, before protection: pure data in, frozen dataclasses out."""
