"""Choose many records, see what will become of each, assign them in one transaction, and undo that."""
