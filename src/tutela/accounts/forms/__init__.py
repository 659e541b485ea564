"""Forms of these pages: they parse, and return what the verbs take."""
