"""Typed commands: what each move needs. Every way in parses its input into one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from linli.clock import LOCAL, now
from linli.faults import faults_of
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone

from .errors import InvalidInput
from .models import Channel, Result, WhistleKind

TEXT_LIMIT = 8000


_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"}


def tidy(value: object) -> object:
    """Text without surrounding space, unified line ends and no control characters."""
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL).strip()


def _zoned(at: datetime) -> datetime:
    """A time without a zone is one of here."""
    return at if at.tzinfo else at.replace(tzinfo=LOCAL)


def _telephone(given: str) -> str:
    """As it was written; the people room makes it even when it keeps it. Said here, so that all faults are said at once."""
    try:
        if given:
            normal_phone(given)
    except InvalidPhone as wrong:
        raise PydanticCustomError("said", "{said}", {"said": wrong.message}) from None
    return given


def _between(bounds: Callable[[], tuple[datetime, datetime]]) -> AfterValidator:
    def check(at: datetime) -> datetime:
        first, last = bounds()
        if first <= at <= last:
            return at
        shown = {name: f"{one.astimezone(LOCAL):%Y-%m-%d %H:%M}" for name, one in (("ge", first), ("le", last))}
        raise PydanticCustomError("time_out_of_reach", "between {ge} and {le}", shown)

    return AfterValidator(check)


# Any time that can be meant; databases and zones end before year 1 and after 9999.
_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC))


Words = Annotated[str, Field(min_length=2, max_length=TEXT_LIMIT), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=1000), BeforeValidator(tidy)]
OptionalWords = Annotated[str, Field(max_length=2000), BeforeValidator(tidy)]
Line = Annotated[str, Field(max_length=120), BeforeValidator(tidy)]
Name = Annotated[str, Field(max_length=40), BeforeValidator(tidy)]
Code = Annotated[str, Field(min_length=1, max_length=40), BeforeValidator(tidy)]
When = Annotated[datetime, AfterValidator(_zoned), _between(lambda: _EVER)]
# When somebody comes: a note of it may be a few days late, and nobody is expected in a year.
Coming = Annotated[
    datetime, AfterValidator(_zoned), _between(lambda: (now() - timedelta(days=7), now() + timedelta(days=365)))
]
Level = Annotated[int, Field(ge=1, le=5)]


class Command(BaseModel):
    """Base: unknown fields are refused, so that a typing mistake is not silently dropped.

    `CALLED`: what the form calls its fields, where the house has no name for them or another one.
    """

    CALLED: ClassVar[Mapping[str, object]] = {}
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Position(Command):
    """WGS-84 degrees; accuracy in metres. Ranges are checked where the district is known, with a better message."""

    lat: float
    lon: float
    accuracy: Annotated[float, Field(ge=0, le=100_000)] | None = None


class ContactDetails(Command):
    """How to reach the reporter, all optional; encrypted by the people room."""

    phone: Annotated[Line, AfterValidator(_telephone)] = ""
    name: Name = ""


class Submit(Command):
    """A need, said once. `votes` and `said_at` come only from a register taken over; `source` and `source_id` are the key
    that it had there, or on the phone it was noted on: one case each."""

    district: Code
    text: Words
    address: Line = ""
    location: Position | None = None
    category: Code | None = None
    contact: ContactDetails | None = None
    channel: Channel = Channel.WEB
    source: Line = ""
    source_id: Line = ""
    title: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""
    votes: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    said_at: When | None = None


class Register(Command):
    """Take the case up (立案). The category is needed; the title is what the public will read."""

    category: Code
    title: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""
    publish: bool = True


class Locate(Command):
    """Say where an unlocated case is, by area code."""

    area: Code


class Classify(Command):
    category: Code


class Assign(Command):
    organisation: Code
    text: OptionalWords = ""


class HandBack(Command):
    """An assigned organisation says it is not its matter, and whose it is."""

    reason: Reason
    next_organisation: Code | None = None


class Transfer(Command):
    """Give the case to another community, street or the district centre."""

    organisation: Code
    reason: Reason


class Ask(Command):
    question: Reason


class Reply(Command):
    text: Words


class Start(Command):
    text: OptionalWords = ""


class Answer(Command):
    text: Words


class Close(Command):
    """The community has looked on site; `not_solved` is a result of its own."""

    result: Literal[Result.SOLVED, Result.NOT_SOLVED, Result.EXPLAINED]
    text: OptionalWords = ""
    location: Position | None = None


class Rate(Command):
    score: Level
    solved: bool
    text: OptionalWords = ""


class Reopen(Command):
    reason: Reason


class Decline(Command):
    reason: Reason
    next_door: Annotated[str, Field(min_length=2, max_length=80), BeforeValidator(tidy)]


class Withdraw(Command):
    reason: OptionalWords = ""


class Merge(Command):
    into: Code


class Note(Command):
    text: Words


class Urge(Command):
    text: Reason


class FollowCase(Command):
    """`device` is a random secret kept by the browser, so that a guest follows once."""

    device: Line = ""
    phone: Line = ""


class BlowWhistle(Command):
    kind: WhistleKind
    reason: Reason
    organisations: Annotated[list[Code], Field(min_length=1, max_length=12)]


class Acknowledge(Command):
    pass


class ReportIn(Command):
    """Who comes, and when."""

    who: Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(tidy)]
    at: Coming


class Arrive(Command):
    location: Position


class Finish(Command):
    text: Words


class Refuse(Command):
    reason: Reason
    suggestion: OptionalWords = ""


class Rule(Command):
    reason: Reason


class Confirm(Command):
    """The community, on site: all done, and how each department did."""

    ratings: dict[Code, Level]
    text: OptionalWords = ""
    location: Position | None = None


CommandType = TypeVar("CommandType", bound=Command)


def parse(command: type[CommandType], given: dict[str, Any]) -> CommandType:
    """The typed command, or `InvalidInput` naming every fault, its value and what would do."""
    try:
        return command.model_validate(given)
    except ValidationError as refused:
        raise InvalidInput(faults_of(refused.errors(include_url=False), names=command.CALLED)) from None
