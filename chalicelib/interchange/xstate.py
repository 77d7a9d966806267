"""The compiled machine as a file: what the editor's preview runs, for whoever has XState v5 of their own."""

from __future__ import annotations

from ..stories.canonical import canonical
from ..stories.machine import compile_machine
from ..stories.model import Document
from .model import Note, NotWritable


def write_xstate(document: Document, *, story_id: str, version: int) -> tuple[bytes, tuple[Note, ...]]:
    """The machine as canonical JSON, without pictures, which are addresses only once published.

    Raises NotWritable if the story has no start.
    """
    if document.start not in document.scenes:
        raise NotWritable("A machine begins somewhere: choose the scene the story begins with.")
    content = canonical(compile_machine(document, {}, story_id=story_id, version=version))
    notes = [
        Note("picture-left-out", "lost", scene.data.title or scene.id, None, "Its picture is not in the machine.")
        for scene in document.scenes.values()
        if scene.data.image
    ]
    return content, tuple(notes)
