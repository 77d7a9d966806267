"""What mails say."""

from datetime import UTC, datetime

import pytest

from chalicelib.notify.mails import completion_mail, duration_in_words, sign_in_mail
from chalicelib.notify.model import FinishedStory, Mail, UnsubscribeLinkWrong
from chalicelib.notify.tokens import read_unsubscribe_token, unsubscribe_token

STORY, ACCOUNT = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def finished(story: str = "The Lighthouse", ending: str = "Home") -> FinishedStory:
    return FinishedStory(
        email="ada@example.com",
        account_id=ACCOUNT,
        story_id=STORY,
        story=story,
        ending=ending,
        scenes=5,
        duration_ms=125_000,
        completed_at=datetime(2026, 1, 2, tzinfo=UTC),
        completions=1,
        mode="every",
    )


def mail_about(facts: FinishedStory) -> Mail:
    return completion_mail(
        facts,
        sender="Fabula <stories@fabula.example>",
        numbers="https://app/stories/1/numbers",
        unsubscribe_page="https://app/unsubscribe#t",
        unsubscribe_post="https://api/v1/unsubscribes/t",
    )


def test_a_completion_mail_tells_story_ending_way_and_time() -> None:
    mail = mail_about(finished())
    for part in (mail.text, mail.html):
        assert all(word in part for word in ("The Lighthouse", "Home", "5 scenes", "2 minutes", "1 completion so far"))
    assert mail.headers["List-Unsubscribe"] == "<https://api/v1/unsubscribes/t>"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_creators_wrote_is_text_in_a_mail() -> None:
    mail = mail_about(finished(story="<img src=x onerror=alert(1)>\r\nBcc: eve@example.com", ending="<b>Home</b>"))
    assert "<img" not in mail.html
    assert "<b>" not in mail.html
    assert "\r" not in mail.subject
    assert "\n" not in mail.subject


def test_a_sign_in_mail_holds_its_link() -> None:
    mail = sign_in_mail(sender="Fabula <a@b.c>", email="ada@example.com", link="https://app/sign-in#token=abc")
    assert "https://app/sign-in#token=abc" in mail.text
    assert "https://app/sign-in#token=abc" in mail.html


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 seconds"),
        (1_000, "1 second"),
        (59_400, "59 seconds"),
        (60_000, "1 minute"),
        (125_000, "2 minutes"),
        (3_600_000, "1 hour"),
        (7_500_000, "2 hours and 5 minutes"),
        (3_660_000, "1 hour and 1 minute"),
    ],
)
def test_durations_in_words(milliseconds: int, words: str) -> None:
    assert duration_in_words(milliseconds) == words


def test_an_unsubscribe_token_is_good_for_its_story_and_account_only() -> None:
    token = unsubscribe_token("k" * 32, STORY, ACCOUNT)
    assert read_unsubscribe_token(["k" * 32], token) == (STORY, ACCOUNT)
    assert read_unsubscribe_token(["n" * 32, "k" * 32], token) == (STORY, ACCOUNT), "signed before the rotation"
    for wrong in ("", "x", token[:-1], token + "A", token[:10] + "A" + token[11:], "é" * 10, "A" * 64):
        with pytest.raises(UnsubscribeLinkWrong):
            read_unsubscribe_token(["k" * 32], wrong)
    with pytest.raises(UnsubscribeLinkWrong):
        read_unsubscribe_token(["j" * 32], token)
