"""The pages of: what somebody follows, and the filters that they keep."""
