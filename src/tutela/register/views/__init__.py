"""The pages about the register."""
