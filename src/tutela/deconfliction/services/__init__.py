"""Hold what is new against everything that is held, tell those who are answerable, and say what became of it."""
