"""Forms of the pages about the register: they parse, and return what the verbs take."""
