"""Typed commands of demands, resources and projects: each way in parses its input into one of these."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from linli.cases.commands import Code, Command, Line, parse, tidy
from linli.clock import today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone

__all__ = ["Command", "parse"]

MOST_CASES, MOST_HOUSEHOLDS, MOST_PLACES = 200, 100_000, 20
MOST = Decimal(1_000_000_000)
# Nothing is planned further ahead, nor noted later than two years after.
AHEAD, BEHIND = timedelta(days=1500), timedelta(days=730)
MannerName = Literal["space", "money", "goods", "skill", "time"]


def said(words: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{said}", {"said": words})


def _nothing(value: object) -> object:
    """An empty field of a form is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def _amount(given: object) -> object:
    """As people write them: 200,000, ￥1280.5, 20万."""
    if not isinstance(given, str):
        return given
    plain = normalize("NFKC", given).strip().lstrip("¥").replace(",", "").replace(" ", "").removesuffix("元")
    times = 10_000 if plain.endswith("万") else 1
    try:
        return Decimal(plain.removesuffix("万")) * times if plain else given
    except InvalidOperation:
        raise said(_("“%(amount)s” is no amount. Please give a number, such as 60 or 1280.50.") % {"amount": given[:20]}) from None  # fmt: skip


def _value(given: object) -> object:
    """The same; an empty field is worth nothing."""
    return Decimal(0) if _nothing(given) is None else _amount(given)


def _positive(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 < amount <= MOST or amount != amount.quantize(Decimal("0.01")):
        raise said(_("An amount lies above zero and has two places at most. Please correct it."))
    return amount.quantize(Decimal("0.01"))


def _not_negative(amount: Decimal) -> Decimal:
    return amount if not amount else _positive(amount)


def _telephone(given: str) -> str:
    try:
        return normal_phone(given) if given else ""
    except InvalidPhone as wrong:
        raise said(wrong.message) from None


def _near(day: date) -> date:
    if not today() - BEHIND <= day <= today() + AHEAD:
        raise said(_("This day lies too far away. Please check the year."))
    return day


def _has_been(day: date) -> date:
    if not today() - BEHIND <= day <= today():
        raise said(_("Please give a day from the last two years up to today."))
    return day


Title = Annotated[str, Field(min_length=4, max_length=40), BeforeValidator(tidy)]
Words = Annotated[str, Field(min_length=4, max_length=2000), BeforeValidator(tidy)]
Note = Annotated[str, Field(max_length=300), BeforeValidator(tidy)]
Reason = Annotated[str, Field(min_length=2, max_length=300), BeforeValidator(tidy)]
What = Annotated[str, Field(min_length=2, max_length=40), BeforeValidator(tidy)]
Unit = Annotated[str, Field(max_length=6), BeforeValidator(tidy)]
Short = Annotated[str, Field(max_length=60), BeforeValidator(tidy)]
Person = Annotated[str, Field(max_length=20), BeforeValidator(tidy)]
Amount = Annotated[Decimal, BeforeValidator(_amount), AfterValidator(_positive)]
Value = Annotated[Decimal, BeforeValidator(_value), AfterValidator(_not_negative)]
Day = Annotated[date, AfterValidator(_near)]
PastDay = Annotated[date, AfterValidator(_has_been)]
MaybeDay = Annotated[Day | None, BeforeValidator(_nothing)]
Phone = Annotated[str, Field(max_length=20), BeforeValidator(tidy), AfterValidator(_telephone)]
Households = Annotated[int, Field(ge=1, le=MOST_HOUSEHOLDS)]


class DemandSheet(Command):
    """What is needed, where, and how many households it concerns."""

    CALLED = {
        "title": gettext_lazy("What is needed"), "text": gettext_lazy("In a few sentences"),
        "area": gettext_lazy("Community or village"),
        "place": gettext_lazy("Where exactly"), "households": gettext_lazy("How many households it concerns"),
    }  # fmt: skip

    kind: Code
    title: Title
    text: Words
    area: Code
    place: Line = ""
    households: Households
    urgent: bool = False


class FromCases(DemandSheet):
    """The same, made of cases (by their codes) in one step."""

    CALLED = DemandSheet.CALLED | {
        "cases": gettext_lazy("Cases found"),
    }  # fmt: skip

    cases: list[Code] = Field(min_length=1, max_length=MOST_CASES)


class SourceSheet(Command):
    """Where a demand comes from besides cases. `meeting` is the code of one held online; any other has a day and a place."""

    CALLED = {
        "kind": gettext_lazy("Where it comes from"), "day": gettext_lazy("On which day"),
        "place": gettext_lazy("Where it was held or seen"),
        "note": gettext_lazy("A note"),
    }  # fmt: skip

    kind: Literal["meeting", "patrol", "typed"]
    meeting: Annotated[str, Field(max_length=16), BeforeValidator(tidy)] = ""
    day: Annotated[PastDay | None, BeforeValidator(_nothing)] = None
    place: Line = ""
    note: Note = ""

    @model_validator(mode="after")
    def _can_be_looked_up(self) -> SourceSheet:
        if self.kind == "meeting" and not self.meeting and (self.day is None or not self.place):
            raise said(_("A meeting needs its day and its place, or one of the online meetings."))
        if self.kind == "patrol" and self.day is None:
            raise said(_("Please say on which day the officer saw it."))
        return self


class NeedSheet(Command):
    """What a demand lacks, or a project needs."""

    CALLED = {
        "manner": gettext_lazy("In what form"), "what": gettext_lazy("What exactly"),
        "amount": gettext_lazy("How much, counted"),
        "unit": gettext_lazy("Counted in"),
    }  # fmt: skip

    manner: MannerName
    what: What
    amount: Amount
    unit: Unit = ""


class Because(Command):
    CALLED = {
        "reason": gettext_lazy("Why"),
    }  # fmt: skip

    reason: Reason


class OfferSheet(Command):
    """What somebody offers on the public form: for themselves, or for a firm by its name. Name and number are sealed."""

    CALLED = {
        "manner": gettext_lazy("What do you offer?"), "title": gettext_lazy("In a few words"),
        "text": gettext_lazy("What one should know"),
        "firm": gettext_lazy("For a firm: its name"), "name": gettext_lazy("Your name"), "phone": gettext_lazy("Telephone"),
        "kinds": gettext_lazy("What may it be used for?"), "amount": gettext_lazy("How much, counted"),
        "unit": gettext_lazy("Counted in"),
        "first": gettext_lazy("From"), "last": gettext_lazy("Until"), "hours": gettext_lazy("At what times"),
        "address": gettext_lazy("Address"),
    }  # fmt: skip

    manner: MannerName
    title: Title
    text: Annotated[str, Field(max_length=1000), BeforeValidator(tidy)] = ""
    firm: Short = ""
    name: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy)]
    phone: Annotated[str, Field(min_length=1, max_length=20), BeforeValidator(tidy), AfterValidator(_telephone)]
    kinds: list[Code] = Field(min_length=1, max_length=20)
    amount: Amount
    unit: Unit = ""
    first: Day
    last: MaybeDay = None
    hours: Short = ""
    area: Annotated[str, Field(max_length=15), BeforeValidator(tidy)] = ""
    address: Line = ""

    @model_validator(mode="after")
    def _days_follow(self) -> OfferSheet:
        if self.last is not None and self.last < self.first:
            raise said(_("The last day comes before the first. Please put them in order."))
        if self.manner == "space" and not (self.area and self.address):
            raise said(_("Where is the space? Please give the community and the address."))
        return self


class TakeUp(Command):
    """The desk takes an offer up: how well it suits each kind, where it may be used, among how many it is divided."""

    CALLED = {
        "serves": gettext_lazy("What does it suit?"), "areas": gettext_lazy("Where may it be used?"),
        "places": gettext_lazy("Among how many demands may it be divided?"),
    }  # fmt: skip

    serves: dict[Code, Annotated[float, Field(gt=0, le=1)]] = Field(min_length=1, max_length=30)
    areas: list[Code] = Field(min_length=1, max_length=40)
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)] = 1


class ResourceSheet(TakeUp):
    """A resource of an organisation or a team, put on the list at the desk. `asset`: the code of an idle state asset."""

    CALLED = TakeUp.CALLED | {
        "manner": gettext_lazy("In what form"), "title": gettext_lazy("In a few words"),
        "text": gettext_lazy("What one should know"),
        "organisation": gettext_lazy("Given by"), "amount": gettext_lazy("How much, counted"),
        "unit": gettext_lazy("Counted in"), "first": gettext_lazy("From"),
        "last": gettext_lazy("Until"), "hours": gettext_lazy("At what times"),
    }  # fmt: skip

    manner: MannerName
    title: Title
    text: Annotated[str, Field(max_length=1000), BeforeValidator(tidy)] = ""
    organisation: Code
    team: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    asset: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    amount: Amount
    unit: Unit = ""
    first: Day
    last: MaybeDay = None
    hours: Short = ""
    area: Annotated[str, Field(max_length=15), BeforeValidator(tidy)] = ""
    address: Line = ""

    @model_validator(mode="after")
    def _days_follow(self) -> ResourceSheet:
        if self.last is not None and self.last < self.first:
            raise said(_("The last day comes before the first. Please put them in order."))
        return self


class ProjectSheet(Command):
    """What is to be done about demands (by their codes), by which organisation, and when neighbours count as content."""

    CALLED = {
        "demands": gettext_lazy("For these demands"), "title": gettext_lazy("What it is called"),
        "text": gettext_lazy("What is done"),
        "place": gettext_lazy("Where exactly"), "votes_needed": gettext_lazy("Votes at least"),
        "percent_needed": gettext_lazy("In favour, per cent"),
    }  # fmt: skip

    demands: list[Code] = Field(min_length=1, max_length=20)
    title: Title
    text: Words
    # Looked up by the action, which says what is missing without one.
    organisation: Annotated[str, Field(max_length=40), BeforeValidator(tidy)]
    place: Line = ""
    first: Day
    last: Day
    votes_needed: Annotated[int, Field(ge=1, le=10_000)] = 5
    percent_needed: Annotated[int, Field(ge=50, le=100)] = 67

    @model_validator(mode="after")
    def _days_follow(self) -> ProjectSheet:
        if self.last < self.first:
            raise said(_("The last day comes before the first. Please put them in order."))
        return self


class MilestoneSheet(Command):
    CALLED = {
        "title": gettext_lazy("What is done by then"), "due": gettext_lazy("Until when"),
    }  # fmt: skip

    title: What
    due: Day


class MilestoneDone(Command):
    CALLED = {
        "day": gettext_lazy("On which day"), "words": gettext_lazy("In your words"),
    }  # fmt: skip

    day: PastDay
    words: Annotated[str, Field(min_length=2, max_length=300), BeforeValidator(tidy)]


class PhotoSheet(Command):
    CALLED = {
        "phase": gettext_lazy("A picture"), "caption": gettext_lazy("What it shows"), "day": gettext_lazy("On which day"),
    }  # fmt: skip

    phase: Literal["before", "during", "after"]
    caption: Annotated[str, Field(max_length=80), BeforeValidator(tidy)] = ""
    day: PastDay


class ClaimSheet(Command):
    """So much of a part. `resource`: out of what one has offered before. `team`: for a team that one leads."""

    CALLED = {
        "amount": gettext_lazy("How much, counted"), "words": gettext_lazy("A word to it"),
        "name": gettext_lazy("Your name"),
    }  # fmt: skip

    amount: Amount
    words: Note = ""
    value: Value = Decimal(0)
    name: Person = ""
    organisation: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    team: Annotated[str, Field(max_length=40), BeforeValidator(tidy)] = ""
    resource: Annotated[str, Field(max_length=16), BeforeValidator(tidy)] = ""


class LineSheet(Command):
    """So much of a fund's budget for a project: the fund, and the expense account it is planned under."""

    CALLED = {
        "fund": gettext_lazy("Out of which budget"), "account": gettext_lazy("Out of which budget"),
        "amount": gettext_lazy("Amount in yuan"),
    }  # fmt: skip

    fund: Code
    account: Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(tidy)]
    amount: Amount


class PaymentSheet(Command):
    """A payment out of a line of the project's budget. `paid_from`: the account of the fund that holds the money."""

    CALLED = {
        "paid_from": gettext_lazy("From which account"), "amount": gettext_lazy("Amount in yuan"),
        "purpose": gettext_lazy("What it pays for"),
        "payee": gettext_lazy("Who is paid"), "shown_as": gettext_lazy("Shown in public as"),
    }  # fmt: skip

    paid_from: Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(tidy)]
    amount: Amount
    purpose: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
    payee: Annotated[str, Field(min_length=2, max_length=120), BeforeValidator(tidy)]
    shown_as: Annotated[str, Field(min_length=2, max_length=60), BeforeValidator(tidy)]


class VoteSheet(Command):
    """Accepted, or not yet and why. `door_code`: the word on the notice at the door, for who lives there."""

    CALLED = {
        "accepts": gettext_lazy("Is it done?"), "words": gettext_lazy("In your words"),
        "door_code": gettext_lazy("The word on the notice at your door"),
    }  # fmt: skip

    accepts: bool
    words: Note = ""
    door_code: Annotated[str, Field(max_length=12), BeforeValidator(tidy)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> VoteSheet:
        if not self.accepts and len(self.words) < 2:
            raise said(_("Please say what is still missing, so that it can be put right."))
        return self


class RatingSheet(Command):
    CALLED = {
        "score": gettext_lazy("How satisfied are you?"), "words": gettext_lazy("In your words"),
        "door_code": gettext_lazy("The word on the notice at your door"),
    }  # fmt: skip

    score: Annotated[int, Field(ge=1, le=5)]
    words: Note = ""
    door_code: Annotated[str, Field(max_length=12), BeforeValidator(tidy)] = ""


class Summary(Command):
    CALLED = {
        "summary": gettext_lazy("What was learnt, in public"),
    }  # fmt: skip

    summary: Annotated[str, Field(min_length=4, max_length=600), BeforeValidator(tidy)]
