"""The pages of alerts: what two services have in common, whom to telephone, and what became of it."""
