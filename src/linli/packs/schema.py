"""What the files of a pack may hold. Anything else is refused, above all what is never kept of a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, field_validator, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, TermText, Text, WordList, like, words_of, wrong
from linli.catalogue.working_time import Calendar
from linli.people.models import Role


def _area_code(code: str) -> str:
    if len(code) not in (2, 4, 6, 9, 12, 15):
        message = _("“%(value)s” is not an area code: those have 2, 4, 6, 9, 12 or 15 digits.")
        raise wrong(message % {"value": code})
    return code


AreaCode = Annotated[str, like("511502012001", r"^[0-9]+$"), AfterValidator(_area_code)]
DistrictCode = Annotated[str, like("511502", r"^[0-9]{6}$")]
CategoryCode = Annotated[str, like("010101", r"^([0-9]{2}){3}$")]
DutyPhone = Annotated[str, like("12345, 0831-1234567", r"^(|1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{5})$")]
DutyEmail = Annotated[
    str, like("zhiban@example.org", r"^(|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)$"), Field(max_length=80)
]
PeerName = Annotated[str, like("shi-pingtai", r"^(|[a-z][a-z0-9-]{0,39})$")]
MobilePhone = Annotated[str, like("19900000001", r"^1[0-9]{10}$")]
Prefix = Annotated[str, like("CP", r"^[A-Z]{1,4}$")]
ClockCode = Annotated[str, like("5310, ordinary", r"^[a-z0-9-]{1,24}$")]
Username = Annotated[str, like("wang.fang", r"^[a-z][a-z0-9._-]{2,39}$")]
LawName = Annotated[str, like("《物业管理条例》", r"^《[^《》]+》$")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


# What a role is nothing without; any other sits in an organisation.
NEEDED: dict[str, tuple[str, ...]] = {
    Role.BUILDING_CONTACT: ("building",),
    Role.GRID_OFFICER: ("organisation", "area"),
    Role.COMMUNITY_WORKER: ("organisation", "area"),
    Role.STREET_OFFICER: ("organisation", "area"),
}


class DistrictEntry(Entry):
    """district.yaml"""

    code: DistrictCode
    slug: Slug
    name: Annotated[Text, Field(max_length=20)]
    city: Annotated[Text, Field(max_length=20)]
    province: Annotated[Text, Field(max_length=20)]
    prefix: Prefix
    demo: bool = False
    contact: DutyPhone = ""
    hours: list[tuple[str, str]] = Field(default=[("09:00", "12:00"), ("14:00", "18:00")], min_length=1)
    holidays: list[date] = []
    workdays: list[date] = []
    neighbours: list[Annotated[str, like("叙州区", r"^[一-龥]{1,10}[区县旗市]$")]] = []
    # Words that people look for most; the front page offers them below the search.
    looked_for: list[Annotated[str, Field(min_length=1, max_length=12)]] = Field(default=[], max_length=8)
    # What a new follower of the official account on WeChat reads first.
    wechat_greeting: Annotated[str, Field(max_length=300)] = ""
    offices: Literal["from areas", "listed"] = "from areas"

    @field_validator("hours")
    @classmethod
    def _hours_follow(cls, hours: list[tuple[str, str]]) -> list[tuple[str, str]]:
        try:
            Calendar(hours)
        except ValueError as fault:
            message = _("The working hours must be times of a day (09:00) that follow one another.")
            raise wrong(message) from fault
        return hours

    @property
    def settings(self) -> dict[str, Any]:
        """What is kept in District.settings."""
        kept = self.model_dump(mode="json", include={"contact", "hours", "holidays", "workdays", "neighbours"})
        kept |= {"looked_for": self.looked_for} if self.looked_for else {}
        return kept | ({"wechat_greeting": self.wechat_greeting} if self.wechat_greeting else {})


class CaseTerms(Entry):
    acknowledge: TermText
    answer: TermText | None = None
    close: TermText


class CalloutTerms(Entry):
    acknowledge: TermText
    report_in: TermText | None = None
    arrive: TermText
    finish: TermText


class WhistleTerms(Entry):
    acknowledge: TermText | None = None
    report_in: TermText | None = None
    arrive: TermText | None = None
    finish: TermText | None = None


class ClockEntry(Entry):
    """One item of clocks.yaml"""

    code: ClockCode
    name: Annotated[Text, Field(max_length=60)]
    note: str = ""
    emergency: bool = False
    case: CaseTerms
    callout: CalloutTerms
    whistle: dict[Literal["routine", "joint", "emergency"], WhistleTerms] = {}
    ruling: TermText
    escalate_again: TermText

    @property
    def spec(self) -> dict[str, Any]:
        """What is kept in Clock.spec."""
        return self.model_dump(include={"case", "callout", "whistle", "ruling", "escalate_again"}, exclude_none=True)


class CategoryEntry(Entry):
    """One row of categories.csv: a leaf"""

    code: CategoryCode
    level1: Annotated[Text, Field(max_length=40)]
    level2: Annotated[Text, Field(max_length=40)]
    level3: Annotated[Text, Field(max_length=40)]
    keywords: WordList = ()
    clock: Text
    lead: OrganisationCode
    assist: Annotated[tuple[OrganisationCode, ...], BeforeValidator(words_of)] = ()

    @property
    def path(self) -> str:
        return f"{self.level1}/{self.level2}/{self.level3}"

    @property
    def paths(self) -> tuple[str, str, str]:
        """The leaf and the branches above it, nearest first."""
        return self.path, f"{self.level1}/{self.level2}", self.level1


class DutyEntry(Entry):
    """One item of duties.yaml: what is to be done about a matter, and by which law"""

    matter: Text
    notes: Text
    basis: list[LawName] = []
    checked: bool = False


class AnswerEntry(Entry):
    """One item of answers.yaml"""

    code: Slug
    title: Annotated[Text, Field(max_length=60)]
    text: Annotated[Text, Field(max_length=2000)]
    category: str = ""


class PatrolEntry(Entry):
    """One item of patrol.yaml"""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    what: list[Text] = Field(min_length=1, max_length=10)
    every: Literal["daily", "weekly", "monthly"]


class AreaEntry(Entry):
    """One row of areas.csv; the code says what it lies in"""

    code: AreaCode
    name: Annotated[Text, Field(max_length=40)]
    level: Literal["province", "city", "district", "street", "community"]
    lat: Latitude | None = None
    lon: Longitude | None = None


class BuildingEntry(Entry):
    """One item of buildings.yaml; `parent` is the name of the estate it stands in"""

    name: Annotated[Text, Field(max_length=60)]
    kind: Literal["estate", "building"]
    area: AreaCode
    parent: Text | None = None
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None


class RoadEntry(Entry):
    """One row of roads.csv: a road within a community. A position is for one short enough to lie in one cell"""

    area: AreaCode
    name: Annotated[Text, Field(max_length=40)]
    numbers_from: Annotated[int, Field(ge=1)] | None = Field(default=None, alias="from")
    numbers_to: Annotated[int, Field(ge=1)] | None = Field(default=None, alias="to")
    lat: Latitude | None = None
    lon: Longitude | None = None

    @model_validator(mode="after")
    def _numbers_rise(self) -> RoadEntry:
        if self.numbers_from and self.numbers_to and self.numbers_from > self.numbers_to:
            message = _("House numbers run from the lower to the higher.")
            raise wrong(message)
        return self


class OrganisationEntry(Entry):
    """One item of organisations.yaml"""

    code: OrganisationCode
    name: Annotated[Text, Field(max_length=60)]
    short: Annotated[Text, Field(max_length=20)]
    kind: Literal["department", "street", "community", "centre", "enterprise", "social", "health"]
    area: AreaCode | None = None
    parent: OrganisationCode | None = None
    duty_phone: DutyPhone = ""
    duty_email: DutyEmail = ""
    installation: PeerName = ""


class PositionEntry(Entry):
    """One position of a person; `building` is its name"""

    role: Role
    organisation: OrganisationCode | None = None
    area: AreaCode | None = None
    building: Text | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> PositionEntry:
        needed = NEEDED.get(self.role, ("organisation",))
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            message = _("A position as %(role)s needs: %(names)s.")
            told = {"role": self.role.value, "names": ", ".join(missing)}
            raise wrong(message % told)
        return self


class PersonEntry(Entry):
    """One item of people.yaml; without a username they cannot sign in"""

    name: Annotated[Text, Field(max_length=40)]
    username: Username | None = None
    phone: MobilePhone | None = None
    positions: list[PositionEntry] = Field(min_length=1)


class PeopleEntry(Entry):
    """people.yaml: demo accounts only"""

    password: Annotated[str, StringConstraints(min_length=8)]
    accounts: list[PersonEntry] = []
