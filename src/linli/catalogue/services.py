"""One service (事项) as a pack defines it: its guide, its form, who looks at it, and what it saves people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, field_validator, model_validator

from .models import Audience, LifeEvent
from .spec import Entry, OrganisationCode, Slug, TermText, Text, WordList, like, wrong
from .working_time import Term

Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2, allow_inf_nan=False)]
FieldId = Annotated[str, like("household_size", r"^[a-z][a-z0-9_]{0,39}$")]
Document = Annotated[str, like("《社会救助暂行办法》", r"^《[^》]+》.{0,60}$")]
Short = Annotated[Text, Field(max_length=60)]
Line = Annotated[Text, Field(max_length=200)]
Words = Annotated[Text, Field(max_length=600)]
Count = Annotated[int, Field(ge=0, le=99)]
ADDABLE = ("money", "number", "computed")

LEVELS = ("community", "street", "district", "city", "province")
Level = Literal["community", "street", "district", "city", "province"]
# What each kind of field is asked with; `choices`, `columns` and `adds` belong to some of them only.
FieldKind = Literal[
    "text", "long_text", "number", "money", "date", "choice", "choices", "area", "address", "person", "id_number",
    "credit_code", "phone", "bank_card", "table", "computed", "declaration", "file",
]  # fmt: skip


# What the form of a letter of thanks (感谢信) asks, by name: so it is known what may be shown to everyone, and under which name.
MAY_BE_SHOWN, WITH_SURNAME = "同意公开", "写姓氏"
COMMENDATION_FIELDS: dict[str, FieldKind] = {
    "whom": "text", "letter": "long_text", "public": "choice", "signed": "choice", "writer": "text",
}  # fmt: skip
_COMMENDATION_CHOICES = {"public": MAY_BE_SHOWN, "signed": WITH_SURNAME}


def holds(only_if: Mapping[str, list[str]], answers: Mapping[str, Any]) -> bool:
    """Whether every answer is one that it waits for."""
    return all(answers.get(name) in wanted for name, wanted in only_if.items())


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _whatever_was_said(value: Any) -> Any:
    return {ANY_OTHER: value} if isinstance(value, str) else value


OneOrMore = Annotated[list[Text], BeforeValidator(_one_or_more), Field(min_length=1)]
# For an answer that does not fit, what is missing to whom it is given; in words alone: for any such answer.
ANY_OTHER = "*"
Nearly = Annotated[dict[Text, Line], BeforeValidator(_whatever_was_said)]


class Basis(Entry):
    """A law, regulation or document that exists. `article` only where somebody has read it."""

    name: Document
    article: Annotated[str, Field(max_length=40)] = ""
    checked: bool = False


class Amount(Entry):
    """What one gets or must not exceed; `checked` when the district's office has confirmed it."""

    what: Short
    value: Short
    checked: bool = False


class Condition(Entry):
    """One thing that must hold. With `ask` it is a question of the dialogue, and `yes` what must be answered."""

    text: Line
    ask: Annotated[str, Field(max_length=80)] = ""
    yes: bool = True
    missing: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _says_what_is_missing(self) -> Condition:
        if self.ask and not self.missing:
            raise wrong(_("A question needs “missing”: what to say to whom it does not hold for."))
        return self


class Material(Entry):
    """One thing to hand in: `needs` a photo, the original to look at, or nothing but a look into data we have."""

    id: FieldId
    name: Short
    needs: Literal["photo", "original", "data"]
    sample: Literal[
        "id_card",
        "household",
        "certificate",
        "form",
        "photo_face",
        "bank_card",
        "medical",
        "contract",
        "licence",
        "property",
        "proof",
        "site",
    ]
    issued_by: Annotated[str, Field(max_length=60)] = ""
    note: Annotated[str, Field(max_length=200)] = ""
    optional: bool = False
    valid_for: TermText | None = None
    only_if: dict[FieldId, OneOrMore] = {}

    @property
    def picture(self) -> str:
        """A drawing of what such a thing looks like, as a static file."""
        return f"catalogue/samples/{self.sample}.svg"


class Step(Entry):
    """One step of the way, and who takes it."""

    who: Short
    does: Line
    term: TermText | None = None

    @property
    def term_text(self) -> str:
        """The term in the reader's language."""
        return Term.parse(self.term).text if self.term else ""


class Days(Entry):
    """Working days: what the law allows (None where it names none), and what the district promises."""

    law: Annotated[int, Field(ge=1, le=365)] | None = None
    promised: Annotated[int, Field(ge=0, le=365)]

    @model_validator(mode="after")
    def _promise_within_the_law(self) -> Days:
        if self.law is not None and self.promised > self.law:
            raise wrong(
                _("%(promised)d working days are promised, more than the %(law)d the law allows.")
                % {"promised": self.promised, "law": self.law}
            )
        return self


class Savings(Entry):
    """Against the general practice: how many papers and visits were asked for before, and how many are now."""

    materials_before: Count
    materials_now: Count
    visits_before: Count
    visits_now: Annotated[int, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def _never_more_than_before(self) -> Savings:
        if self.materials_now > self.materials_before or self.visits_now > self.visits_before:
            raise wrong(_("More is asked for now than before: a saving cannot be less than nothing."))
        return self


class FormField(Entry):
    """One question of the form."""

    id: FieldId
    kind: FieldKind
    label: Short
    hint: Annotated[str, Field(max_length=120)] = ""
    optional: bool = False
    choices: list[Short] = Field(default=[], max_length=40)
    # Of a date: whether it must lie behind or before us, as a birthday does, or the end of a certificate.
    when: Literal["past", "future"] | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    columns: list[FormField] = Field(default=[], max_length=8)
    adds: list[FieldId] = []
    text: Annotated[str, Field(max_length=400)] = ""
    only_if: dict[FieldId, OneOrMore] = {}

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> FormField:
        for name, kinds in (
            ("choices", ("choice", "choices")),
            ("columns", ("table",)),
            ("adds", ("computed",)),
            ("text", ("declaration",)),
        ):
            if bool(getattr(self, name)) != (self.kind in kinds):
                told = (
                    _("A field of kind “%(kind)s” needs “%(name)s”.")
                    if self.kind in kinds
                    else _("A field of kind “%(kind)s” has no “%(name)s”.")
                )
                raise wrong(told % {"kind": self.kind, "name": name})
        if self.when and self.kind != "date":
            raise wrong(_("A field of kind “%(kind)s” has no “%(name)s”.") % {"kind": self.kind, "name": "when"})
        if self.kind in ("choice", "choices") and len(self.choices) < 2:
            raise wrong(_("A choice needs at least two possibilities."))
        if any(column.kind in ("table", "computed", "declaration", "person", "file") for column in self.columns):
            raise wrong(_("A column of a table holds one plain value."))
        if any(column.only_if for column in self.columns):
            raise wrong(_("A column of a table is asked in every row: it has no “only_if”."))
        if len({column.id for column in self.columns}) < len(self.columns):
            raise wrong(_("Two columns of a table have the same id."))
        return self


class Group(Entry):
    """Questions that stand on one page."""

    title: Short
    fields: list[FormField] = Field(min_length=1, max_length=12)


class ServiceSpec(Entry):
    """services/<code>.yaml"""

    code: Slug
    # A letter of thanks is handed in and passed on as an application is, and counted among none.
    kind: Literal["application", "commendation"] = "application"
    name: Annotated[Text, Field(max_length=40)]
    summary: Annotated[Text, Field(max_length=80)]
    words: WordList = Field(min_length=2)
    audience: list[Audience] = Field(min_length=1)
    events: list[LifeEvent] = Field(min_length=1)
    # By question of questions.yaml: the answers it fits (one not named here fits it whatever is said), and what is
    # missing to whom answered otherwise. Of a question without `nearly` nothing can be done about the answer.
    fits: dict[FieldId, OneOrMore] = {}
    nearly: dict[FieldId, Nearly] = {}
    holder: OrganisationCode
    counter: Level
    chain: list[Level] = Field(min_length=1, max_length=5)
    who: Words
    conditions: list[Condition] = Field(default=[], max_length=12)
    amounts: list[Amount] = Field(default=[], max_length=8)
    materials: list[Material] = Field(default=[], max_length=14)
    steps: list[Step] = Field(min_length=2, max_length=8)
    fee: Line
    basis: list[Basis] = Field(min_length=1, max_length=6)
    days: Days
    results: list[Short] = Field(min_length=1, max_length=4)
    visit: Annotated[str, Field(max_length=200)] = ""
    # How long the counter has to accept, or to say once what is missing (行政许可法).
    accept: TermText = "5 working days"
    consent: Literal["none", "promise", "silence"] = "none"
    # Of what was granted on a promise: within which it is looked into.
    look_into: TermText = "30 working days"
    four_eyes: bool = False
    # What its decisions are printed from: a template of the pack, of papers/<name>.typ. None: “decision” of the pack,
    # or where it has none, the one that comes with Linli.
    paper: Slug | None = None
    saves: Savings
    form: list[Group] = Field(min_length=1, max_length=8)

    @property
    def papers(self) -> list[Material]:
        """All that may have to be handed in; a field of kind “file” is a material of its own."""
        files = [
            Material(
                id=one.id, name=one.label, needs="photo", sample="form", note=one.hint, optional=one.optional,
                only_if=one.only_if,
            )
            for group in self.form for one in group.fields if one.kind == "file"
        ]  # fmt: skip
        return [*self.materials, *files]

    @property
    def asked_of_everyone(self) -> list[Material]:
        """What nobody can leave out: to be photographed or shown, without an if."""
        return [one for one in self.papers if one.needs != "data" and not one.optional and not one.only_if]

    def materials_for(self, answers: Mapping[str, Any]) -> list[Material]:
        """What these answers ask to be handed in."""
        return [one for one in self.papers if holds(one.only_if, answers)]

    @property
    def area_field(self) -> str:
        """The field that says which community it is of, or nothing."""
        return next((one.id for group in self.form for one in group.fields if one.kind == "area"), "")

    @field_validator("chain")
    @classmethod
    def _chain_climbs(cls, chain: list[str]) -> list[str]:
        places = [LEVELS.index(level) for level in chain]
        if places != sorted(set(places)):
            raise wrong(
                _("A chain climbs from level to level and comes to none twice: %(levels)s.")
                % {"levels": " → ".join(chain)}
            )
        return chain

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> ServiceSpec:
        if self.kind == "application":
            if not self.materials or not self.conditions:
                raise wrong(
                    _(
                        "An application has at least one condition and one material; only a letter of thanks does without."
                    )
                )
            return self
        asked = {one.id: one for group in self.form for one in group.fields}
        for name, kind in COMMENDATION_FIELDS.items():
            choice = _COMMENDATION_CHOICES.get(name)
            if name not in asked or asked[name].kind != kind or (choice and choice not in asked[name].choices):
                message = _("A letter of thanks needs a field “%(name)s” of kind “%(kind)s”.")
                offered = _("A letter of thanks needs a field “%(name)s” of kind “%(kind)s” that offers “%(choice)s”.")
                raise wrong((offered if choice else message) % {"name": name, "kind": kind, "choice": choice})
        return self

    @model_validator(mode="after")
    def _nearly_belongs_to_fits(self) -> ServiceSpec:
        for question, told in self.nearly.items():
            for answer in told:
                if question not in self.fits or answer in self.fits[question]:
                    raise wrong(
                        _(
                            "“nearly” says what is missing where an answer does not fit: “%(question)s: %(answer)s” is none such."
                        )
                        % {"question": question, "answer": answer}
                    )
        return self

    @model_validator(mode="after")
    def _way_fits(self) -> ServiceSpec:
        if not self.area_field and {"community", "street"} & set(self.chain):
            raise wrong(_("A chain through a community or a street needs a field of kind “area”, to know which one."))
        if self.counter != self.chain[0]:
            raise wrong(
                _("What is handed in at the %(counter)s is looked at there first: the chain must begin with it.")
                % {"counter": self.counter}
            )
        if (self.saves.visits_now > 0) != bool(self.visit):
            raise wrong(
                _("“visit” says why one has to come in person: it belongs to a service with visits, and to no other.")
            )
        shown = next((one for one in self.materials if one.needs == "original" and not one.optional), None)
        if shown and not self.saves.visits_now:
            raise wrong(
                _("“%(id)s” is to be shown as the original, but nobody has to come in person: “visits_now” is 0.")
                % {"id": shown.id}
            )
        return self

    @model_validator(mode="after")
    def _names_fit(self) -> ServiceSpec:
        asked: dict[str, FormField] = {}
        for one in (one for group in self.form for one in group.fields):
            if one.id in asked:
                raise wrong(_("“%(id)s” names two fields of the form.") % {"id": one.id})
            for named in (*one.adds, *one.only_if):
                if named not in asked:
                    raise wrong(
                        _("“%(id)s” refers to “%(named)s”, which the form has not asked before.")
                        % {"id": one.id, "named": named}
                    )
            _check_sum(one, asked)
            asked[one.id] = one
        waiting: list[Material | FormField] = [*self.materials, *asked.values()]
        for who in waiting:
            _check_waits(who, asked)
        ids = [one.id for one in self.papers]
        if len(ids) != len(set(ids)):
            raise wrong(_("Two materials have the same id."))
        return self


def _check_sum(one: FormField, asked: Mapping[str, FormField]) -> None:
    """Only figures can be added up. Raises PydanticCustomError."""
    for named in one.adds:
        if asked[named].kind not in ADDABLE:
            raise wrong(
                _("“%(id)s” cannot add up “%(named)s”: a field of kind “%(kind)s” is no figure.")
                % {"id": one.id, "named": named, "kind": asked[named].kind}
            )


def _check_waits(one: Material | FormField, asked: Mapping[str, FormField]) -> None:
    """Every answer it waits for can be given. Raises PydanticCustomError."""
    for named, wanted in one.only_if.items():
        if named in asked and asked[named].kind != "choice":
            raise wrong(
                _("“%(id)s” can wait for a field of kind “choice” alone; “%(named)s” is of kind “%(kind)s”.")
                % {"id": one.id, "named": named, "kind": asked[named].kind}
            )
        if named not in asked or not set(wanted) <= set(asked[named].choices):
            raise wrong(
                _("“%(id)s” waits for an answer that “%(named)s” does not offer.") % {"id": one.id, "named": named}
            )
