"""The office workbook, read and written without a database."""
