"""Pages about reports: they translate between people and the verbs and questions; no rule lives here."""
