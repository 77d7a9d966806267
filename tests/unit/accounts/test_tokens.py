"""Tokens are derived, codes are legible, and neither tells of the other."""

import uuid

from chalicelib.accounts.tokens import CODE_LETTERS, find_derived, fingerprint, link_code, link_token, read_code

KEY = "k" * 32


def test_a_links_token_and_code_follow_from_its_id_and_the_key() -> None:
    link = str(uuid.uuid4())
    assert link_token(KEY, link) == link_token(KEY, link)
    assert len({link_token(KEY, link), link_token("j" * 32, link), link_token(KEY, str(uuid.uuid4()))}) == 3
    assert len(link_token(KEY, link)) == 43


def test_after_a_rotation_the_key_that_made_a_link_is_found() -> None:
    link, newer = str(uuid.uuid4()), "n" * 32
    made = link_token(KEY, link)
    assert find_derived(link_token, [newer, KEY], link, fingerprint(made)) == made
    assert find_derived(link_token, [newer], link, fingerprint(made)) is None


def test_codes_have_eight_letters_that_are_hard_to_mistake() -> None:
    codes = {link_code(KEY, str(number)) for number in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 8 and set(code) <= set(CODE_LETTERS) for code in codes)
    assert not set("01OIL") & set(CODE_LETTERS)


def test_a_typed_code_may_have_spaces_dashes_and_small_letters() -> None:
    code = link_code(KEY, "x")
    assert fingerprint(read_code(f" {code[:4].lower()}-{code[4:]} ")) == fingerprint(code)
