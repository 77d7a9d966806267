"""If-Match as RFC 9110 writes it, and what it lets through."""

import pytest

from chalicelib.preconditions import IfMatchMalformed, IfMatchMissing, IfMatchStale, etag, parse_if_match


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        pytest.param('"published-3-4"', True, id="the same"),
        pytest.param('"published-2-4"', False, id="another"),
        pytest.param('"published-2-4", "published-3-4"', True, id="one of two"),
        pytest.param('  "a",\t"published-3-4"  ', True, id="spaces"),
        pytest.param('W/"published-3-4"', False, id="weak"),
        pytest.param('""', False, id="empty"),
        pytest.param(" * ", True, id="whatever it is"),
    ],
)
def test_a_write_goes_through_where_one_of_the_tags_fits(header: str, *, fits: bool) -> None:
    expected, tag = parse_if_match(header), etag("published", 3, 4)
    assert expected.allows(tag) is fits
    if fits:
        expected.require(tag)
    else:
        with pytest.raises(IfMatchStale):
            expected.require(tag)


@pytest.mark.parametrize(
    "header", ["", "published", '"open', '"a" "b"', '"a",', '*, "a"', '"with space"', '"ünicode"', '"a"' + " " * 1000]
)
def test_a_header_of_another_form_is_refused(header: str) -> None:
    with pytest.raises(IfMatchMalformed):
        parse_if_match(header)


def test_a_header_is_needed() -> None:
    with pytest.raises(IfMatchMissing):
        parse_if_match(None)
