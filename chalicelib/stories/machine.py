"""Compiling a story into the `StoryMachine`: an XState v5 configuration, published as canonical JSON."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.stories.model import Frozen, Link, Text


class PictureFile(Frozen):
    """One size of a picture in one format."""

    url: Link
    width: Annotated[int, Field(strict=True, gt=0)]
    """Pixels."""


class PictureSource(Frozen):
    """A picture in one format, smallest size first."""

    type: Literal["image/avif", "image/webp", "image/jpeg"]
    srcset: tuple[PictureFile, ...]


class Picture(Frozen):
    """A published picture, as a `<picture>` element needs it."""

    sources: tuple[PictureSource, ...]
    """The formats, best first; the last is JPEG."""
    width: Annotated[int, Field(strict=True, gt=0)]
    height: Annotated[int, Field(strict=True, gt=0)]
    """Of the largest size, in pixels."""
    placeholder: Text
    """A tiny picture as a data: address, to stand there until the first file has come."""
