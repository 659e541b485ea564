"""Forms of the pages about plans, special measures and meetings: they parse, and return what the verbs take."""
