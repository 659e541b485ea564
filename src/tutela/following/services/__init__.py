"""What somebody follows, and the filters that they keep."""
