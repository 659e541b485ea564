"""Measurements that print their tables and write JSON. They are run by hand: no test depends on how fast a machine is."""
