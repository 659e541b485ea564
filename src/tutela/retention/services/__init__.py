"""How long records are kept, what holds them, and how their disposal is approved."""
