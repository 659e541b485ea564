"""Lists of hashes, as examiners' tools write them: read whole or refused whole. `read_list` is the door."""
