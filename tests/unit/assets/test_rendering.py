"""Pictures in, renditions out: upright, clean, never upscaled; what is hostile is refused with a sentence."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from chalicelib.assets.rendering import count_jpeg_scans
from chalicelib.assets.renditions import PlannedRendition, plan_renditions

ROOT = Path(__file__).resolve().parents[3]


def render(content: bytes, place: Path) -> dict[str, Any]:
    """What the process says of a file; its renditions are in `place/out`."""
    source, out = place / "original", place / "out"
    source.write_bytes(content)
    out.mkdir()
    command = [sys.executable, "-m", "chalicelib.assets.rendering", str(source), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def encoded(picture: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=format, **options)
    return buffer.getvalue()


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


@pytest.mark.parametrize(
    ("size", "widths"),
    [((4000, 2500), [1600, 960, 480]), ((1200, 800), [1200, 960, 480]), ((960, 10), [960, 480]), ((3, 7), [3])],
)
def test_widths_are_never_above_the_pictures_own(size: tuple[int, int], widths: list[int]) -> None:
    planned = plan_renditions(*size)
    assert [rendition.width for rendition in planned[::3]] == widths
    assert all(rendition.height >= 1 for rendition in planned)


def test_a_renditions_name_is_its_width_and_format() -> None:
    assert PlannedRendition("avif", 960, 600).file_name == "960.avif"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_taken_format_gets_every_rendition(format: str, tmp_path: Path) -> None:
    outcome = render(encoded(gradient(1000, 640), format), tmp_path)
    assert (outcome["width"], outcome["height"]) == (1000, 640)
    assert outcome["placeholder"].startswith("data:image/webp;base64,")
    assert len(outcome["placeholder"]) < 800
    made = {(one["width"], one["format"]) for one in outcome["renditions"]}
    assert made == {(width, one) for width in (480, 960, 1000) for one in ("avif", "webp", "jpeg")}
    for one in outcome["renditions"]:
        file = tmp_path / "out" / f"{one['width']}.{one['format']}"
        assert file.stat().st_size == one["bytes"]
        with Image.open(file) as picture:
            assert picture.size == (one["width"], one["height"])
            assert picture.format == one["format"].upper()


def test_orientation_is_applied_and_metadata_is_gone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    outcome = render(encoded(gradient(600, 400), "JPEG", exif=exif, icc_profile=profile), tmp_path)
    assert (outcome["width"], outcome["height"]) == (400, 600)
    for file in (tmp_path / "out").iterdir():
        content = file.read_bytes()
        assert b"a camera" not in content
        assert b"ICC_PROFILE" not in content
        with Image.open(file) as picture:
            assert not picture.getexif()


def test_text_chunks_of_a_png_are_gone(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", "52.5 north")
    render(encoded(gradient(300, 200), "PNG", pnginfo=notes), tmp_path)
    assert all(b"52.5 north" not in file.read_bytes() for file in (tmp_path / "out").iterdir())


def test_transparency_stays_where_the_format_has_it(tmp_path: Path) -> None:
    render(encoded(Image.new("RGBA", (100, 80), (255, 0, 0, 0)), "PNG"), tmp_path)
    with Image.open(tmp_path / "out" / "100.webp") as webp, Image.open(tmp_path / "out" / "100.jpeg") as jpeg:
        assert webp.convert("RGBA").getpixel((50, 40))[3] == 0  # type: ignore[index]  # RGBA pixels are tuples
        assert jpeg.getpixel((50, 40)) == (255, 255, 255)


def scan_bomb() -> bytes:
    """A JPEG whose scan is there 150 times over."""
    whole = encoded(gradient(64, 64, "L"), "JPEG", progressive=True)
    start = whole.index(b"\xff\xda")
    return whole[:start] + whole[start:-2] * 150 + whole[-2:]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "cannot be read", id="nothing"),
        pytest.param(b"GIF89a", "cannot be read", id="cut off after its name"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read", id="SVG"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", "cannot be read", id="EPS"),
        pytest.param(encoded(gradient(50, 50), "BMP"), "cannot be read", id="BMP"),
        pytest.param(encoded(gradient(50, 50), "TIFF"), "cannot be read", id="TIFF"),
        pytest.param(encoded(gradient(800, 600), "JPEG")[:3000], "cannot be read", id="half a JPEG"),
        pytest.param(encoded(gradient(800, 600), "PNG")[:-400], "cannot be read", id="most of a PNG"),
        pytest.param(encoded(Image.new("1", (20_000, 100)), "PNG"), "16,383", id="too wide"),
        pytest.param(encoded(Image.new("1", (9_000, 9_000)), "PNG"), "50 megapixels", id="81 megapixels in 10 kB"),
        pytest.param(scan_bomb(), "too many layers", id="scan bomb"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    assert sentence in render(content, tmp_path)["rejection"]


def test_scans_are_counted_without_decoding() -> None:
    assert count_jpeg_scans(encoded(gradient(64, 64), "JPEG")) == 1
    assert count_jpeg_scans(encoded(gradient(64, 64), "JPEG", progressive=True)) > 5
    assert count_jpeg_scans(scan_bomb()) > 100
    for broken in (b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xff\xff\xda", b"\xff\xd8" + b"\xff\xe0\x00" * 5):
        assert count_jpeg_scans(broken) >= 0
