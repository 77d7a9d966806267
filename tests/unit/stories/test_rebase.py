from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from chalicelib.stories.edit_types import Edit
from chalicelib.stories.rebase import Accepted, Decision, SentEdit, StoredEdit, rebase
from tests.unit.stories.vectors import vectors

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


def _written(decision: Decision) -> Any:
    if isinstance(decision, Accepted):
        return {"accepted": str(decision.sent.id), "revision": decision.revision}
    return {"conflict": str(decision.sent.id), "key": decision.key, "theirs": decision.theirs.revision}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in vectors("rebase")])
def test_each_edit_is_decided_alone(case: Any) -> None:
    sent = [SentEdit.model_validate(edit) for edit in case["sent"]]
    since = [
        StoredEdit(UUID(edit["id"]), edit["revision"], EDIT.validate_python(edit["edit"])) for edit in case["since"]
    ]
    assert [_written(decision) for decision in rebase(sent, since)] == case["decisions"]
