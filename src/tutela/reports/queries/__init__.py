"""The questions about reports. Each has a bounded number of statements and changes nothing."""
