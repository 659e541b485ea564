"""Tutela: every report has an owner, every reporter an answer, every child somebody who is answerable for them."""

__version__ = "0.1.0"
