"""The verbs of a child's record: enter, identify, withdraw an identification, say whether the child is safe."""
