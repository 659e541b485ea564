"""The questions that are asked of the register."""
