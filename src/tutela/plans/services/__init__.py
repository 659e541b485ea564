"""Plans for an arrest, a search, a charge or a release; special measures; strategy meetings."""
