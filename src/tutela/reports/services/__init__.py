"""The verbs of a report, one module each: receive, triage, route, decide, answer, bundle, open a case, reopen."""
