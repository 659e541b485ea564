"""The verbs of a case: open, add to the record, say a standing, close, reopen, restrict."""
