"""Pages of the audit trail, for auditors."""
