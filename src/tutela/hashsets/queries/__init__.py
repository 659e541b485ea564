"""What is asked about sets of hashes that are exchanged with bodies outside."""
