"""The verbs of a child's record: enter, identify, say whether and by what the child is safe, where the child may be, what the
child needs, and who is in contact.
"""
