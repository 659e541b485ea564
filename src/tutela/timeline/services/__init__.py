"""Everything that became of a record, in one order."""
