"""The HTTP API: translates between programs and the verbs and questions; no rule lives here."""
