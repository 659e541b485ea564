# ruff: noqa: N818 - the names say what happened to whoever asked, as in core.errors
"""What only a request over HTTP can get wrong. They belong to the one family of errors."""

from tutela.core.errors import BadInput, Refused, TutelaError


class NotAuthenticated(TutelaError):
    """No token, or one that opens nothing. Unknown, expired, revoked and *its role has ended* say the same words."""

    code = "not_authenticated"
    http_status = 401


class Malformed(BadInput):
    """The request cannot be read at all: no JSON, or no request that HTTP knows."""

    code = "malformed"
    http_status = 400


class WrongMethod(TutelaError):
    """The address is there, the method is not."""

    code = "wrong_method"
    http_status = 405


class TooLarge(Refused):
    """More bytes than one request may bring; nothing of them was read."""

    code = "too_large"
    http_status = 413


class WrongType(Refused):
    """The body is not said to be JSON."""

    code = "wrong_type"
    http_status = 415


class TooMany(TutelaError):
    """A token asked more often than its rate."""

    code = "too_many_requests"
    http_status = 429


class Failed(TutelaError):
    """Something in Tutela went wrong. The error id finds it in the log."""

    code = "failed"
    http_status = 500


def not_authenticated() -> NotAuthenticated:
    """One and the same refusal, whatever is wrong with the token."""
    return NotAuthenticated(
        "This needs a token that is valid now.",
        mend="Send “Authorization: Bearer …” with a token that has neither ended nor been revoked.",
    )
