"""Settings come from the environment, whole or not at all."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from chalicelib.settings import Settings, SettingsIncomplete, parse_settings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
NEEDED = {
    "DATABASE_URL": "postgresql://db",
    "STORAGE_ENDPOINT": "https://r2",
    "STORAGE_KEY_ID": "id",
    "STORAGE_SECRET": "secret",
    "SECRET_KEY": "k" * 32,
}


def test_defaults_fill_what_is_not_needed() -> None:
    settings = parse_settings(NEEDED)
    assert (settings.database_pool, settings.session_cookie, settings.sign_up) == (1, "__Host-sid", "invited")


def test_the_first_of_several_keys_signs() -> None:
    settings = parse_settings(NEEDED | {"SECRET_KEY": "n" * 32 + " " + "k" * 32})
    assert (settings.key, settings.keys) == ("n" * 32, ("n" * 32, "k" * 32))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        *(({name: None}, name) for name in NEEDED),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 32 + " short"}, "SECRET_KEY"),
        ({"SECRET_KEY": " "}, "SECRET_KEY"),
        ({"DATABASE_POOL": "0"}, "DATABASE_POOL"),
        ({"DATABASE_POOL": "many"}, "DATABASE_POOL"),
        ({"APP_URL": "https://app.example.com/"}, "APP_URL"),
        ({"SIGN_UP": "everybody"}, "SIGN_UP"),
        ({"SIGN_UP": "domain:"}, "SIGN_UP"),
        ({"SIGN_UP": "domain:example"}, "SIGN_UP"),
    ],
)
def test_what_is_missing_or_unusable_is_named(change: dict[str, str | None], named: str) -> None:
    environment = {name: value for name, value in (NEEDED | change).items() if value is not None}
    with pytest.raises(SettingsIncomplete, match=named):
        parse_settings(environment)


def test_secrets_do_not_show() -> None:
    shown = repr(parse_settings(NEEDED))
    assert "secret" not in shown.replace("secret_key", "")
    assert "postgresql://" not in shown
    assert "k" * 32 not in shown


def test_the_example_lists_every_setting() -> None:
    named = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))
    assert named >= {one.name.upper() for one in fields(Settings)}
