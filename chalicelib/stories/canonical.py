"""Canonical JSON (RFC 8785): the same value is the same bytes, in Python and in JavaScript."""

from typing import Any

import rfc8785

from .model import Document, Frozen, Value


def canonical(value: Any) -> bytes:
    """The value, or a story's shape, as canonical JSON in UTF-8."""
    return rfc8785.dumps(value.model_dump(mode="json") if isinstance(value, Frozen) else value)


def written(value: Value) -> str:
    """What a variable holds, as a reader reads it: JavaScript's `String(value)`."""
    return value if isinstance(value, str) else rfc8785.dumps(value).decode()


def document_size(document: Document) -> int:
    """How many bytes the document takes as JSON in UTF-8, give or take how numbers are written."""
    return len(document.model_dump_json().encode())
