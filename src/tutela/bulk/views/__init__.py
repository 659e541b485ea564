"""The pages of bulk work."""
