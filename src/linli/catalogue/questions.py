"""The shared questions of a district, whose answers tell which of its services fit a person."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, field_validator, model_validator

from linli.places.revision import per_revision

from .models import LifeEvent, Question
from .services import FieldId, OneOrMore
from .spec import Entry, Text, wrong

# What an address of the dialogue says besides answers.
RESERVED = ("district",)


def _with_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Choice(Entry):
    """One possible answer. With `events` it stands for turns of a life, and services of those fit it; with `ages` (from, to,
    both included) it can be given for whoever's day of birth is known."""

    text: Annotated[Text, Field(max_length=16)]
    hint: Annotated[str, Field(max_length=40)] = ""
    events: list[LifeEvent] = []
    ages: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None


class QuestionSpec(Entry):
    """One item of questions.yaml. `several`: more than one choice may hold; `only_if`: of an earlier question."""

    id: FieldId
    text: Annotated[Text, Field(max_length=40)]
    hint: Annotated[str, Field(max_length=80)] = ""
    choices: list[Annotated[Choice, BeforeValidator(_with_text)]] = Field(min_length=2, max_length=7)
    several: bool = False
    only_if: dict[FieldId, OneOrMore] = Field(default={}, max_length=1)

    @property
    def offered(self) -> list[str]:
        """The texts of its choices."""
        return [one.text for one in self.choices]

    def of_age(self, age: int) -> str:
        """The answer for somebody of this age, or nothing."""
        within = (one.text for one in self.choices if one.ages and one.ages[0] <= age <= one.ages[1])
        return next(within, "")

    @field_validator("id")
    @classmethod
    def _is_no_word_of_the_address(cls, name: str) -> str:
        if name in RESERVED:
            raise wrong(
                _("“%(id)s” has another meaning in an address; please call the question otherwise.") % {"id": name}
            )
        return name

    @model_validator(mode="after")
    def _each_choice_once(self) -> QuestionSpec:
        if len(set(self.offered)) < len(self.offered):
            raise wrong(_("Two choices of a question say the same."))
        if any(one.events for one in self.choices) and not all(one.events for one in self.choices):
            raise wrong(_("Either every choice of a question stands for turns of a life, or none does."))
        return self


@per_revision
def questions(district_code: str) -> tuple[QuestionSpec, ...]:
    """What a district asks, in the order of its pack."""
    rows = Question.objects.filter(district=district_code).order_by("order")
    return tuple(QuestionSpec.model_validate(row.spec) for row in rows)
