"""What is done with sets of hashes that are exchanged with bodies outside, one concept of verbs a module."""
