"""The pages of: what colleagues say about a record, who may read it, and the letters that belong to it."""
