"""What a pack brings for a survey, read and tried before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import frames, sampling
from ..ages import GROUPS
from ..errors import CannotDraw
from ..sampling import FrameUnit, ImpossibleDesign, Plan, Take
from ..xlsform.reading import read


def checked_form(name: str, body: bytes) -> None:
    """Raises FaultyForm."""
    read(body, name)


def frame_of(_name: str, body: bytes) -> list[FrameUnit]:
    """Raises WrongFile."""
    return frames.frame(body)


def margins_of(_name: str, body: bytes) -> dict[str, dict[str, int]]:
    """Raises WrongFile."""
    return frames.margins(body, GROUPS)


def plan_of(given: dict[str, Any]) -> Plan:
    takes = tuple(Take(str(name), int(clusters), int(each)) for name, clusters, each in given["takes"])
    return Plan(takes, given["seed"], sampling.Method(given["method"]))


def try_plan(frame: Sequence[FrameUnit], plan: Plan) -> None:
    """Raises CannotDraw."""
    try:
        sampling.check(frame, plan)
    except ImpossibleDesign as wrong:
        raise CannotDraw(wrong) from None
