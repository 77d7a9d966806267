from dataclasses import replace

import pytest

from chalicelib.play.model import Reader
from chalicelib.play.pseudonym import PSEUDONYM_BYTES, pseudonym_of

READER = Reader("198.51.100.7", "Mozilla/5.0", private=False)
SALT = b"s" * 32
STORY = "11111111-1111-4111-8111-111111111111"


def test_a_reader_is_the_same_for_one_story_and_day() -> None:
    pseudonym = pseudonym_of(READER, STORY, salt=SALT)

    assert pseudonym == pseudonym_of(READER, STORY, salt=SALT)
    assert len(pseudonym) == PSEUDONYM_BYTES


@pytest.mark.parametrize(
    ("reader", "story", "salt"),
    [
        pytest.param(replace(READER, source="198.51.100.8"), STORY, SALT, id="source"),
        pytest.param(replace(READER, agent="curl/8"), STORY, SALT, id="agent"),
        pytest.param(READER, STORY.replace("1", "2"), SALT, id="story"),
        pytest.param(READER, STORY, b"t" * 32, id="day"),
        pytest.param(Reader(READER.source + "M", READER.agent[1:], private=False), STORY, SALT, id="where parts meet"),
    ],
)
def test_another_one_is_told_apart_by(reader: Reader, story: str, salt: bytes) -> None:
    assert pseudonym_of(reader, story, salt=salt) != pseudonym_of(READER, STORY, salt=SALT)
