"""A small story for the tables: a locked chest, two endings, a way round in circles."""

from typing import Any, Final

from chalicelib.play.model import Opening, StepClaim
from chalicelib.stories.model import OptionId, SceneId, StepScene, VariableName


def option(name: str, target: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "target": target, "condition": None, "effects": []} | more


SCENES: Final = {
    SceneId(name): StepScene.model_validate(scene)
    for name, scene in {
        "gate": {"options": [option("enter", "hall", effects=[{"add": "coins", "by": 1}])], "ending": None},
        "hall": {"options": [option("climb", "vault"), option("out", "gate")], "ending": None},
        "vault": {
            "options": [
                option("wait", "dust"),
                option("open", "gold", condition={"var": "coins", "is": "ge", "value": 2}),
                option("down", "hall"),
            ],
            "ending": None,
        },
        "gold": {"options": [], "ending": "Gold"},
        "dust": {"options": [], "ending": "Dust"},
    }.items()
}
OPENING: Final = Opening(SceneId("gate"), {VariableName("coins"): 0.0})


def took(number: int, scene: str, choice: str, at: int | None = None) -> StepClaim:
    """A step along an option."""
    return StepClaim(number, SceneId(scene), OptionId(choice), None, number * 1000 if at is None else at)


def back(number: int, scene: str, depth: int, at: int | None = None) -> StepClaim:
    """A step back to a depth of the trail."""
    return StepClaim(number, SceneId(scene), None, depth, number * 1000 if at is None else at)
