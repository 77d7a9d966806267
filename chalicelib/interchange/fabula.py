"""Fabula's own file: the document as canonical JSON, alone or with the originals of its pictures beside it.

With pictures it is `{"fabula": 1, "document": …, "pictures": {<id>: {"type", "name", "content"}}}`, the content in
base64 (RFC 4648). Written again, what was read is the same bytes, whatever white space and order the file had. A
document of an older schema is brought up to this one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StrictStr, ValidationError

from ..stories.canonical import canonical, document_size
from ..stories.model import MAX_DOCUMENT_BYTES, AnyAssetId, AssetId, Document, Frozen, Title
from ..stories.upcasting import SchemaTooNew, load_document
from ..strict_json import JsonMalformed, parse
from .model import MAX_PARTS, Imported, Note, NotReadable, PictureFile, PictureType
from .pictures import picture_type

WRAPPER: Final = 1
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class _Picture(Frozen):
    type: PictureType
    name: Title
    content: StrictStr


def _whole(value: object) -> object:
    """Python holds true and 1.0 for 1."""
    return value if type(value) is int else None


class _Wrapper(Frozen):
    fabula: Annotated[Literal[1], BeforeValidator(_whole)]
    document: Any
    pictures: Annotated[Mapping[AnyAssetId, _Picture], Field()]


def read_fabula(content: bytes) -> Imported:
    """The story, exactly. Raises NotReadable, with the place that is wrong."""
    value = read_json(content)
    if not isinstance(value, dict) or "fabula" not in value:
        return _imported(_document(value), {})
    try:
        wrapper = _Wrapper.model_validate(value)
    except ValidationError as error:
        raise _not_readable(error) from error
    pictures = {name: _picture(name, picture) for name, picture in wrapper.pictures.items()}
    return _imported(_document(wrapper.document), pictures)


def write_fabula(document: Document, pictures: Mapping[AssetId, PictureFile]) -> tuple[bytes, tuple[Note, ...]]:
    """The document, with the pictures it is given; canonical."""
    report = absent_pictures(document, pictures)
    if not pictures:
        return canonical(document), report
    written = {
        picture_id: {
            "type": picture.type,
            "name": picture.name,
            "content": base64.b64encode(picture.content).decode(),
        }
        for picture_id, picture in pictures.items()
    }
    whole = {"fabula": WRAPPER, "document": document.model_dump(mode="json"), "pictures": written}
    return canonical(whole), report


def absent_pictures(document: Document, pictures: Mapping[AssetId, PictureFile]) -> tuple[Note, ...]:
    """A note for each scene whose picture is named by its id alone, and for such a cover."""
    cover = document.theme.cover
    sentence = f"The story's cover, “{cover}”, is only named."
    absent = (Note("picture-absent", "kept", None, None, sentence),) if cover and cover not in pictures else ()
    return absent + tuple(
        Note("picture-absent", "kept", scene.data.title or scene.id, None, f"Its picture, “{image}”, is only named.")
        for scene in document.scenes.values()
        if (image := scene.data.image) and image not in pictures
    )


def read_json(content: bytes) -> Any:
    """The file's JSON value. Raises NotReadable."""
    content = content.removeprefix(_BYTE_ORDER_MARK)
    # Each of these bytes may become a Python object of a hundred: count before making them.
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > MAX_PARTS:
        raise NotReadable("The file has more parts than the largest story.")
    try:
        return parse(content)
    except JsonMalformed as error:
        raise NotReadable(error.detail.replace("The body", "The file").replace("the body", "the file")) from error


def _imported(document: Document, pictures: Mapping[AssetId, PictureFile]) -> Imported:
    return Imported(document, pictures, absent_pictures(document, pictures))


def _document(value: Any) -> Document:
    try:
        document = load_document(value)
    except SchemaTooNew as error:
        raise NotReadable(error.detail, where="schema") from error
    except ValidationError as error:
        raise _not_readable(error) from error
    if document_size(document) > MAX_DOCUMENT_BYTES:
        raise NotReadable(f"The story is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB.")
    return document


def _picture(picture_id: AssetId, picture: _Picture) -> PictureFile:
    where = f"pictures.{picture_id}"
    try:
        content = base64.b64decode(picture.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotReadable(f"The picture “{picture_id}” is not base64.", where=where) from error
    if picture_type(content) != picture.type:
        raise NotReadable(f"The picture “{picture_id}” is no {picture.type}.", where=where)
    return PictureFile(picture.type, content, picture.name)


def _not_readable(error: ValidationError) -> NotReadable:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    return NotReadable(f"This is no Fabula story: {place}: {first['msg']}.", where=place)
