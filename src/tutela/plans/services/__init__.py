"""The verbs of plans, welfare steps, special measures and strategy meetings."""
