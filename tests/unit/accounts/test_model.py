"""Addresses, and who may open an account."""

import pytest

from chalicelib.accounts.model import EmailMalformed, may_sign_up, parse_email


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("ada@example.com", "ada@example.com"),
        ("  Ada.Lovelace+Fabula@Example.COM ", "ada.lovelace+fabula@example.com"),
        ("o'neil@sub.example.co.uk", "o'neil@sub.example.co.uk"),
    ],
)
def test_addresses_have_one_form(typed: str, email: str) -> None:
    assert parse_email(typed) == email


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@@example.com",
        "a b@example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada\x00@example.com",
        "<ada@example.com>",
        "ada@example.com,eve@example.com",
        f"{'a' * 65}@example.com",
        f"ada@{'a' * 250}.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailMalformed):
        parse_email(typed)


@pytest.mark.parametrize(
    ("rule", "email", "may"),
    [
        ("open", "ada@example.com", True),
        ("invited", "ada@example.com", False),
        ("domain:example.com", "ada@example.com", True),
        ("domain:Example.com", "ada@example.com", True),
        ("domain:example.com", "ada@evil-example.com", False),
        ("domain:example.com", "ada@example.com.evil.org", False),
        ("anything else", "ada@example.com", False),
    ],
)
def test_who_may_sign_up(rule: str, email: str, *, may: bool) -> None:
    assert may_sign_up(email, rule, invited=False) is may
    assert may_sign_up(email, rule, invited=True)
