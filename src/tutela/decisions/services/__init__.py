"""What is done about decisions: made, seconded, reviewed; and the promise to look at one again."""

from tutela.decisions.services.promise import must_lie_ahead, start_review

__all__ = ["must_lie_ahead", "start_review"]
