"""Refusals: everything the product answers with a clear "no".

A capability's refusal subclasses one of the kinds below; its docstring is the sentence a caller reads as the
problem's title. `web` translates a kind into an HTTP status (RFC 9110) and a refusal into problem+json (RFC 9457).
Bugs keep Python's own exception types and are never refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A request that was understood and is not carried out; nothing of it was written.

    detail: one sentence for this occurrence. field: where in the request it lies, dotted (`steps.0.option`).
    extra: further members of the problem document.
    """

    def __init__(self, detail: str = "", *, field: str | None = None, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail or self.title())
        self.detail = detail
        self.field = field
        self.extra = dict(extra or {})

    @classmethod
    def title(cls) -> str:
        """The first line of the class's docstring."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    @classmethod
    def slug(cls) -> str:
        """The class's name in kebab case: the last part of the problem's type."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Malformed(Refusal):
    """The request is not well-formed."""


class Invalid(Refusal):
    """The request says something that cannot be."""


class Unauthorised(Refusal):
    """Signing in comes first."""


class Forbidden(Refusal):
    """That is not allowed."""


class NotFound(Refusal):
    """There is nothing here."""


class Conflict(Refusal):
    """Something else happened first."""


class PreconditionMissing(Refusal):
    """The request has to say which state it is about."""


class PreconditionFailed(Refusal):
    """What the request is about is not in that state."""


class Gone(Refusal):
    """That is over."""


class TooLarge(Refusal):
    """That is larger than what is taken here."""


class Unsupported(Refusal):
    """That content type is not taken here."""


class TooMany(Refusal):
    """Too many requests in a short time."""

    def __init__(self, detail: str = "", *, retry_after: int, field: str | None = None) -> None:
        super().__init__(detail, field=field)
        self.retry_after = retry_after
        """Whole seconds until the same request may be tried again."""


class Unavailable(Refusal):
    """A part of the service cannot be reached just now."""
