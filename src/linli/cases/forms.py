"""What a person fills in for a move: fields drawn from its command, and the command's input read back from the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from pydantic.fields import FieldInfo

from linli.clock import LOCAL
from linli.faults import field_name
from linli.problem import Fault

from .commands import Command

# Up to here one line is enough.
LINE = 120


@dataclass(frozen=True)
class Choice:
    """One thing to choose. `group` is what it stands under, `note` the small words beside it."""

    value: str
    label: str
    note: str = ""
    group: str = ""
    chosen: bool = False


@dataclass
class Field:
    """One question of a form. `kind` names its template; `value` is what was typed, or what is proposed.

    What is `personal` is not kept on the device while it is being written.
    """

    name: str
    kind: str
    label: str
    required: bool = False
    limit: int = 0
    hint: str = ""
    value: Any = ""
    choices: Sequence[Choice] = ()
    more: Sequence[Choice] = ()
    personal: bool = False
    faults: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"move-{self.name}"

    @property
    def template(self) -> str:
        return f"cases/desk/fields/{self.kind}.html"

    @property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*ids, *([f"{self.id}-fault"] if self.faults else [])])

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices under their headings, in order."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.group, []).append(choice)
        return list(found.items())

    @property
    def more_chosen(self) -> bool:
        return any(choice.chosen for choice in self.more)

    def choose(self, value: str) -> None:
        """Mark a choice, so that templates need not compare."""
        self.value = value
        self.choices = [_chosen(choice, choice.value == value) for choice in self.choices]
        self.more = [_chosen(choice, choice.value == value) for choice in self.more]


def _chosen(choice: Choice, chosen: bool) -> Choice:
    return Choice(choice.value, choice.label, choice.note, choice.group, chosen)


_KINDS = {
    "category": "category", "organisation": "select", "next_organisation": "select", "organisations": "departments",
    "publish": "yes", "at": "when", "location": "position", "ratings": "ratings", "into": "case", "area": "select",
    "kind": "choices", "result": "choices",
}  # fmt: skip


def fields_of(command: type[Command]) -> dict[str, Field]:
    """The fields of a command, in its order, each of a kind that its name or its length tells."""
    return {name: _field(name, declared) for name, declared in command.model_fields.items()}


def _field(name: str, declared: FieldInfo) -> Field:
    limit = _limit(declared)
    kind = _KINDS.get(name) or ("line" if 0 < limit <= LINE else "words")
    shortest = next((rule.min_length for rule in declared.metadata if hasattr(rule, "min_length")), 0)
    return Field(name, kind, field_name(name), required=declared.is_required() or bool(shortest), limit=limit)


def _limit(declared: FieldInfo) -> int:
    return next((rule.max_length for rule in declared.metadata if hasattr(rule, "max_length")), 0)


def given(command: type[Command], post: QueryDict) -> dict[str, Any]:
    """The command's input as the form sent it. What was left empty is left out, so that the command's default holds."""
    found: dict[str, Any] = {}
    for name, declared in command.model_fields.items():
        value = _value(name, declared, post)
        if value not in ("", None) or declared.is_required():
            found[name] = "" if value is None else value
    return found


def _value(name: str, declared: FieldInfo, post: QueryDict) -> Any:
    match _KINDS.get(name):
        case "departments":
            return post.getlist(name)
        case "yes":
            return post.get(name) == "1"
        case "when":
            return _moment(post.get(name, ""))
        case "ratings":
            return {key.partition("-")[2]: post[key] for key in post if key.startswith("rating-") and post[key]}
        case "case":
            return post.get("into_code", "").strip() or post.get(name, "")
        case "position":
            return _position(post, required=declared.is_required())
    return post.get(name, "")


def _position(post: QueryDict, *, required: bool) -> dict[str, str] | None:
    parts = {name: post.get(name, "").strip() for name in ("lat", "lon", "accuracy")}
    parts = {name: value for name, value in parts.items() if value}
    return parts if parts or required else None


def _moment(text: str) -> Any:
    """A form says the time of the wall here; what cannot be read goes on as it is, to be named as a fault."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.replace(tzinfo=LOCAL) if at.tzinfo is None else at


def keep_typed(fields: dict[str, Field], post: QueryDict) -> None:
    """Put what was typed back into the fields."""
    for one in fields.values():
        match one.kind:
            case "departments":
                chosen = set(post.getlist(one.name))
                one.choices = [_chosen(choice, choice.value in chosen) for choice in one.choices]
                one.more = [_chosen(choice, choice.value in chosen) for choice in one.more]
            case "yes":
                one.value = post.get(one.name) == "1"
            case "position":
                one.value = {name: post.get(name, "") for name in ("lat", "lon", "accuracy")}
            case "ratings":
                one.choices = [
                    Choice(c.value, c.label, post.get(f"rating-{c.value}", ""), c.group, c.chosen) for c in one.choices
                ]
            case "case":
                one.choose(post.get(one.name, ""))
                one.value = post.get("into_code", "")
            case _:
                one.choose(post.get(one.name, ""))


def show_faults(fields: dict[str, Field], faults: Sequence[Fault]) -> list[str]:
    """Put each fault beside its field; returns those that belong to none."""
    loose = []
    for fault in faults:
        parts = fault.field.split(".")
        owner = fields.get(parts[0]) or fields.get(parts[-1])
        if owner is None:
            loose.append(fault.message)
        else:
            owner.faults.append(fault.message)
    return loose
