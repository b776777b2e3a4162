"""Errors in the words of the product: a code for machines, a status for HTTP, a sentence for the person."""

from __future__ import annotations

from collections.abc import Mapping


class CxError(Exception):
    """Something a person can understand and act on.

    code      stable, in snake case; tests and clients compare it.
    status    what HTTP answers.
    sentence  one or two whole sentences without internals.
    details   further facts for a client program; never anything secret.
    """

    code = "error"
    status = 400
    sentence = "That did not work."

    def __init__(
        self,
        sentence: str = "",
        *,
        code: str = "",
        status: int = 0,
        details: Mapping[str, object] | None = None,
    ) -> None:
        self.code = code or self.code
        self.status = status or self.status
        self.sentence = sentence or self.sentence
        self.details: dict[str, object] = dict(details or {})
        super().__init__(self.sentence)

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "message": self.sentence, "details": self.details}


class NotFound(CxError):
    """A missing thing and a foreign one answer alike."""

    code = "not_found"
    status = 404
    sentence = "There is nothing here that you can see."


class NotAllowed(CxError):
    code = "not_allowed"
    status = 403
    sentence = "Your role does not include this."


class TooLarge(CxError):
    """More than is taken in one request."""

    code = "too_large"
    status = 413
    sentence = "This is larger than anything that is taken here."


class Conflict(CxError):
    """The request is fine, the state of the thing is not: a closed wave, a finished draft."""

    code = "conflict"
    status = 409
    sentence = "This can no longer be changed."


class TransientError(Exception):
    """The outside failed for a moment; the only kind of error a task tries again."""
