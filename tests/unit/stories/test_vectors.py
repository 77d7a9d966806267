import pytest

from tests.vectors.make import main


def test_the_files_are_what_the_tables_say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["make", "--check"])
    assert main() == 0, capsys.readouterr().out
