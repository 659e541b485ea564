"""The house's machinery: the embedded PostgreSQL, the processes that run, the folders and the port. No domain."""
