"""The pages about decisions."""
