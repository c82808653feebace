"""The folder services/ of a pack: a file for each service, held against its spec and against the rest of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.catalogue.services import FormField, ServiceSpec

from .mistakes import Mistakes
from .never_kept import is_never_asked, is_never_kept, why_not
from .reading import Document, Steps, dotted, read_yaml
from .validating import one_of

if TYPE_CHECKING:
    from .names import Names

FOLDER = "services"
Defined = list[tuple[ServiceSpec, Document]]


def read_services(folder: Path, mistakes: Mistakes) -> Defined:
    """Every service of a pack by the name of its file; what is wrong is in `mistakes`."""
    found = []
    for path in sorted((folder / FOLDER).glob("*")):
        shown = f"{FOLDER}/{path.name}"
        if path.suffix != ".yaml":
            mistakes.add(shown, 0, "", _("A pack has no file of this name; nothing would read it."))
            continue
        document = read_yaml(path, mistakes, shown)
        spec = one_of(document, ServiceSpec, mistakes) if document else None
        if document and spec:
            found.append((spec, document))
    return found


def check_services(services: Defined, organisations: Names, papers: Names, mistakes: Mistakes) -> None:
    """Names that fit, and nothing promised that the file itself does not keep."""
    first: dict[str, str] = {}
    for spec, document in services:
        file = document.file
        organisations.must_hold(spec.holder, file, document.line(("holder",)), "holder")
        if spec.paper:
            papers.must_hold(spec.paper, file, document.line(("paper",)), "paper")
        if f"{FOLDER}/{spec.code}.yaml" != file:
            message = _("The code of a service is the name of its file: %(file)s.")
            mistakes.add(file, document.line(("code",)), "code", message % {"file": f"{spec.code}.yaml"})
        if spec.name in first:
            message = _("“%(key)s” is there twice; first in %(file)s.")
            told = message % {"key": spec.name, "file": first[spec.name]}
            mistakes.add(file, document.line(("name",)), "name", told)
        first.setdefault(spec.name, file)
        for steps, said in _private(spec):
            mistakes.add(file, document.line(steps), dotted(steps), why_not(said))
        asked = len(spec.asked_of_everyone)
        if spec.saves.materials_now != asked:
            message = _("%(count)d materials are asked of everyone; that is what “materials_now” must say.")
            mistakes.add(file, document.line(("saves", "materials_now")), "saves", message % {"count": asked})


def _private(spec: ServiceSpec) -> Iterator[tuple[Steps, str]]:
    """Where a service asks about anyone's belief, ethnicity or politics, and in which words."""
    for at, condition in enumerate(spec.conditions):
        if is_never_asked(condition.ask):
            yield ("conditions", at, "ask"), condition.ask
    for at, material in enumerate(spec.materials):
        if is_never_kept(material.id) or is_never_asked(material.name):
            yield ("materials", at), material.name
    for at, group in enumerate(spec.form):
        if is_never_asked(group.title):
            yield ("form", at, "title"), group.title
        for place, one in enumerate(group.fields):
            yield from _private_field(one, ("form", at, "fields", place))


def _private_field(one: FormField, steps: Steps) -> Iterator[tuple[Steps, str]]:
    asked = next((said for said in (one.label, one.hint, one.text, *one.choices) if is_never_asked(said)), None)
    if asked or is_never_kept(one.id):
        yield steps, asked or one.label
    for place, column in enumerate(one.columns):
        yield from _private_field(column, (*steps, "columns", place))
