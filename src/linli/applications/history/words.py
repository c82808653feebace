"""What a demo district's pack says of its invented applications: applications_history.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, field_validator

from linli.catalogue.spec import Entry, Slug, Text, wrong
from linli.faults import faults_of
from linli.places.models import District
from linli.problem import Problem

FILE = "applications_history.yaml"

Range = Annotated[tuple[int, int], Field(min_length=2, max_length=2)]
Lines = Annotated[list[str], Field(min_length=1)]
Names = Annotated[list[Text], Field(min_length=2)]


class UnfitHistory(Problem):
    """The file says something that cannot be told."""

    code = "unfit_history"

    def __init__(self, why: str) -> None:
        super().__init__(f"{FILE}: {why}")


class Declined(Entry):
    reason: Text
    next_door: Text


class Words(Entry):
    """The whole file. What is by label is taken for a question whose label holds the longest of the keys."""

    seed: int
    days: Annotated[int, Field(ge=30, le=3650)]
    residents: Annotated[int, Field(ge=1, le=900)]
    first_phone: Annotated[str, Field(pattern=r"^1990[0-9]{7}$")] = "19900010001"
    # The share of the demo people's own communities, how many lie at each of their desks, and at others' together.
    at_home: Annotated[float, Field(ge=0, le=1)]
    waiting: Annotated[int, Field(ge=0, le=20)]
    elsewhere: Annotated[int, Field(ge=0, le=500)]
    services: Annotated[dict[Slug, Annotated[int, Field(ge=1)]], Field(min_length=1)]

    surnames: Annotated[str, Field(min_length=2)]
    women: Names
    men: Names
    people: Names
    # What a question for a name says; and the two lines that stand on every picture.
    names: Lines
    pictures: Annotated[tuple[str, str], Field(min_length=2, max_length=2)]
    # Years of age, by a service's code or by label.
    ages: dict[Text, Range] = {}
    female: list[Text] = []
    male: list[Text] = []

    # By label: days from the day it is handed in, and from … to.
    dates: dict[Text, Range] = {}
    numbers: dict[Text, Range] = {}
    money: dict[Text, Range] = {}
    words: dict[Text, Lines] = {}
    otherwise: Lines

    accepts: Lines
    agrees: Lines
    grants: Lines
    refusals: Lines
    declines: Annotated[list[Declined], Field(min_length=1)]
    withdrawals: Lines
    faults_of_papers: Lines
    faults_of_fields: Lines
    sent_back: Lines
    consults: Lines
    consulted: Lines
    verified: Lines
    revoked: Lines
    urges: Lines
    notes: Lines
    ratings: dict[Annotated[int, Field(ge=1, le=5)], Lines]

    @field_validator("ratings")
    @classmethod
    def _every_score(cls, ratings: dict[int, list[str]]) -> dict[int, list[str]]:
        if set(ratings) != {1, 2, 3, 4, 5}:
            raise wrong(_("Each score from 1 to 5 needs something that is said with it."))
        return ratings


def is_told(district: District) -> bool:
    """Whether the district's pack has such a year to tell."""
    return _file_of(district) is not None


def words_of(district: District) -> Words:
    """Raises UnfitHistory, also where there is none."""
    file = _file_of(district)
    if file is None:
        raise UnfitHistory(_("the pack “%(slug)s” has no such file.") % {"slug": district.slug})
    try:
        return Words.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as broken:
        raise UnfitHistory(str(broken)) from None
    except ValidationError as refused:
        raise UnfitHistory(" ".join(map(_told, refused.errors(include_url=False)))) from None


def _told(error: Any) -> str:
    """Where it is and what is wrong: our own words as they stand, others as forms say them."""
    fault = faults_of([error])[0]
    return f"{fault.field}: {error['msg'] if error['type'] == 'linli' else fault.message}"


def _file_of(district: District) -> Path | None:
    files = (Path(root) / district.slug / FILE for root in settings.LINLI_PACKS)
    return next((file for file in files if file.is_file()), None)
