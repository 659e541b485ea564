"""The pages of: everything that became of a record, in one order."""
