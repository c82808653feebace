"""What the definitions of a pack are written in: strict, frozen, every fault in words."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from .working_time import InvalidTerm, Term

# What people are shown instead of the pattern that a value does not have.
EXAMPLES: dict[str, str] = {}


class Entry(BaseModel):
    """Base of everything in a pack: unknown keys are mistakes, values are as written."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def like(example: str, pattern: str) -> StringConstraints:
    """A text of this pattern, and what to show to whom it does not fit."""
    EXAMPLES[pattern] = example
    return StringConstraints(pattern=pattern)


def wrong(why: str) -> PydanticCustomError:
    """A fault that is told as it stands."""
    return PydanticCustomError("linli", "{why}", {"why": why})


def _term(text: str) -> str:
    try:
        return str(Term.parse(text))
    except InvalidTerm as fault:
        raise wrong(fault.message) from fault


def words_of(value: Any) -> Any:
    """A CSV cell of several things, separated by spaces, commas or semicolons, full-width ones too."""
    if isinstance(value, str):
        return value.translate(str.maketrans(";,、；，", "     ")).split()
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
TermText = Annotated[str, AfterValidator(_term)]
Slug = Annotated[str, like("cuiping", r"^[a-z][a-z0-9-]{1,39}$")]
OrganisationCode = Annotated[str, like("511502-zhujian, 511502012", r"^([0-9]{6}-[a-z0-9-]{2,17}|[0-9]{9}|[0-9]{12})$")]
WordList = Annotated[tuple[Text, ...], BeforeValidator(words_of)]
