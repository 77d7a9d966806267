"""The written schema is what the migrations make."""

from infra.schema import SCHEMA, dump_schema


def test_the_schema_file_is_what_the_migrations_make(database: str) -> None:
    assert SCHEMA.read_text() == dump_schema(database), "run: python -m infra.schema DATABASE_URL"
