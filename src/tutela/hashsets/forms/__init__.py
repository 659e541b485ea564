"""The forms of the pages about the exchange of hash sets."""
