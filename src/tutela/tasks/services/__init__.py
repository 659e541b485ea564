"""What somebody is to do about a record, by when, and what it showed."""
