"""subjects.yaml and the folder policies/ of a pack: official texts, each with what is known of it at its head.

A file begins with YAML between two lines of three dashes; the rest is the official text, a paragraph a line.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.models import Audience
from linli.catalogue.spec import Entry, Slug, Text, wrong
from linli.portal import actions as portal

from .mistakes import Mistakes, did_you_mean
from .reading import Document, parse_yaml, read_text
from .schema import AreaCode
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FOLDER, KIND = "policies", ".md"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,59}")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class SubjectEntry(Entry):
    """One item of subjects.yaml; a policy with one of `words` in its title is about it, where nothing else is said."""

    name: Annotated[Text, Field(max_length=20)]
    words: list[Annotated[Text, Field(max_length=20)]] = []


class QuestionEntry(Entry):
    q: Annotated[Text, Field(max_length=120)]
    a: Annotated[Text, Field(max_length=1000)]


class PolicyEntry(Entry):
    """The head of a file in policies/; `changed_by` and `before` are names of other files there, without .md"""

    title: Annotated[Text, Field(max_length=200)]
    number: Annotated[str, StringConstraints(max_length=60)] = ""
    issuer: Annotated[str, StringConstraints(max_length=120)] = ""
    level: Literal["central", "province", "city", "district"]
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    validity: Literal["in_force", "amended", "repealed"] = "in_force"
    changed_by: Slug | None = None
    before: Slug | None = None
    audiences: list[Audience] = []
    subjects: list[Text] = []
    regions: list[AreaCode] = []
    services: list[Slug] = []
    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    questions: list[QuestionEntry] = []

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> PolicyEntry:
        begins = self.in_force_from or self.issued_on
        if begins and self.in_force_until and self.in_force_until < begins:
            raise wrong(_("“in_force_until” is before the policy begins."))
        if self.changed_by and self.validity == "in_force":
            raise wrong(_("With “changed_by”, say in “validity” what became of it: amended or repealed."))
        return self


# The head, the text below it, and the head with its lines.
Written = list[tuple[PolicyEntry, str, Document]]


def read_policies(folder: Path, mistakes: Mistakes) -> Written:
    """Every policy of a pack; what is wrong is in `mistakes`."""
    found: Written = []
    for path in sorted((folder / FOLDER).glob("*")):
        shown = f"{FOLDER}/{path.name}"
        if path.suffix != KIND or not path.is_file() or not _NAME.fullmatch(path.stem):
            mistakes.add(shown, 0, "", _("A pack has no file of this name; nothing would read it."))
            continue
        source = read_text(path, mistakes, shown)
        parts = _FENCE.split(source, maxsplit=2) if source is not None else []
        if source is None:
            continue
        if len(parts) != 3 or parts[0].strip():
            mistakes.add(shown, 1, "", _("A policy begins with “---”, what is known of it, and “---” again."))
            continue
        if not parts[2].strip():
            mistakes.add(shown, 0, "", _("There is no official text below the second “---”."))
            continue
        # It begins behind the dashes, on the first line of the file: so its lines are the file's.
        document = parse_yaml(parts[1], shown, mistakes)
        entry = one_of(document, PolicyEntry, mistakes) if document else None
        if document and entry:
            found.append((entry, parts[2].strip(), document))
    return found


def check_policies(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Services, areas, subjects and other policies that are named must be there."""
    subjects = {entry.name for entry, _line in contents.subjects}
    files = {name_of(document) for _entry, _text, document in contents.policies}
    numbers: dict[str, str] = {}
    for entry, _text, document in contents.policies:
        for code in entry.services:
            names.services.must_hold(code, document.file, document.line(("services",)), "services")
        for code in entry.regions:
            names.areas.must_hold(code, document.file, document.line(("regions",)), "regions")
        for name in entry.subjects:
            if name not in subjects:
                message = _("There is no subject “%(value)s” in subjects.yaml.") % {"value": name}
                mistakes.add(
                    document.file, document.line(("subjects",)), "subjects", message + did_you_mean(name, subjects)
                )
        for field in ("changed_by", "before"):
            other = getattr(entry, field)
            if other and (other not in files or other == name_of(document)):
                message = _("There is no other policy “%(value)s” in this pack.") % {"value": other}
                mistakes.add(document.file, document.line((field,)), field, message + did_you_mean(other, files))
        if entry.number and entry.number in numbers:
            message = _("“%(key)s” is there twice; first in %(file)s.") % {
                "key": entry.number,
                "file": numbers[entry.number],
            }
            mistakes.add(document.file, document.line(("number",)), "number", message)
        numbers.setdefault(entry.number, document.file)


def name_of(document: Document) -> str:
    return Path(document.file).stem


def policy_row(entry: PolicyEntry, text: str, document: Document) -> portal.PolicyRow:
    return portal.PolicyRow(
        file=name_of(document), title=entry.title, text=text, level=entry.level, number=entry.number, issuer=entry.issuer,
        issued_on=entry.issued_on, in_force_from=entry.in_force_from, in_force_until=entry.in_force_until,
        validity=entry.validity, changed_by=entry.changed_by or "", before=entry.before or "",
        audiences=tuple(one.value for one in entry.audiences), subjects=tuple(entry.subjects), regions=tuple(entry.regions),
        services=tuple(entry.services), summary=entry.summary, questions=tuple((one.q, one.a) for one in entry.questions),
    )  # fmt: skip
