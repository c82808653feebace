"""Interviews brought as a file from a tablet that finds no network: opened here, each taken in as if it had been sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field, TypeAdapter, ValidationError

from linli.cases.commands import Command
from linli.people.actors import Actor
from linli.people.vault import read_letter
from linli.problem import Problem

from ..access import check_may_direct
from ..errors import NoInterviews, SaidOtherwise
from ..models import Source
from .submitting import Device, Sent, submit

_ABOUT = "linli interviews"


class File(Command):
    """As `keep.js` writes it; the letter holds a JSON list of Interview."""

    linli: Literal["interviews"]
    made: str
    n: int
    letter: Base64Bytes


class Photo(Command):
    name: str
    type: str
    data: Base64Bytes


class Interview(Command):
    unit: Annotated[str, Field(max_length=40)]
    seconds: Annotated[int, Field(ge=0, le=7 * 86_400)]
    xml: str
    photos: Annotated[list[Photo], Field(max_length=20)]


_INTERVIEWS = TypeAdapter(list[Interview])


@dataclass(frozen=True)
class Brought:
    """What became of one; `state`: new, same, refused, with what is `said` of it."""

    unit: str
    state: str
    said: str = ""


def bring(actor: Actor, file: bytes) -> list[Brought]:
    """Take in what a tablet could not send, under the name of who brings it. Raises NotYours, NoInterviews, UnopenedLetter."""
    check_may_direct(actor)
    try:
        letter = File.model_validate_json(file).letter
        interviews = _INTERVIEWS.validate_json(read_letter(letter, _ABOUT))
    except ValidationError:
        raise NoInterviews from None
    return [_taken(actor, one) for one in interviews]


def _taken(actor: Actor, one: Interview) -> Brought:
    photos = [Sent(photo.name, photo.type, photo.data) for photo in one.photos]
    try:
        done = submit(actor, one.xml.encode(), photos, Device(Source.PAGE.value, None, one.seconds))
        if done.state == "conflict":
            raise SaidOtherwise(done.submission.instance_id, done.conflict)
    except Problem as problem:
        return Brought(one.unit, "refused", " ".join(fault.message for fault in problem.faults) or problem.message)
    return Brought(one.unit, done.state)
