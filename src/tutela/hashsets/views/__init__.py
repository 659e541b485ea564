"""The pages about the exchange of hash sets."""
