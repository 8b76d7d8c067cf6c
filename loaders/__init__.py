"""What comes in: files to records, with every refused row on record."""
