"""Pages about people, access, duty and the organisation's own entry."""
