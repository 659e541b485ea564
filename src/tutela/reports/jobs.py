"""What reports do later or on a clock; each job calls one verb, as the worker, and knows records by number only."""

from tutela.reports.import_jobs import resume_imports, take_import

__all__ = ["resume_imports", "take_import"]
