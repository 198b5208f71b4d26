"""Takes a checked workbook into the database: compares, then writes. All or nothing."""
