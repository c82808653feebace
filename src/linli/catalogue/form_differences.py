"""What differs in a form, field by field."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .services import FormField, ServiceSpec
from .wording import Told, fields_of, line, quoted, when


def form_differences(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    """First what is asked besides, then what no longer is, then what is asked otherwise or elsewhere."""
    before, after = ({one.id: one for one in fields_of(spec)} for spec in (old, new))
    yield from _fields(before, after, old, new)
    yield from _pages(old, new)


def _fields(
    before: dict[str, FormField], after: dict[str, FormField], old: ServiceSpec, new: ServiceSpec
) -> Iterator[Told]:
    for key, one in after.items():
        if key not in before:
            yield _("The form asks one thing more: “%(label)s”") % {"label": one.label}, "", one.label
    for key, one in before.items():
        if key not in after:
            yield _("The form no longer asks for “%(label)s”") % {"label": one.label}, one.label, ""
    for key, was in before.items():
        if key in after and was != after[key]:
            yield from _changed(was, after[key], old, new)


def _pages(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    """What stands on a page with another title now, a sentence for each two pages."""
    titles = [{one.id: group.title for group in spec.form for one in group.fields} for spec in (old, new)]
    labels = {one.id: one.label for one in fields_of(new)}
    moved: dict[tuple[str, str], list[str]] = {}
    for key, title in titles[1].items():
        was = titles[0].get(key)
        if was is not None and was != title:
            moved.setdefault((was, title), []).append(labels[key])
    for (was, title), names in moved.items():
        said = _("On the page “%(page)s” now: %(names)s") % {"page": title, "names": "、".join(names)}
        yield said, was, title


def _changed(was: FormField, one: FormField, old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    label = quoted(one.label)
    if was.label != one.label:
        yield _("“%(was)s” is now asked as “%(label)s”") % {"was": was.label, "label": one.label}, was.label, one.label
    if was.kind != one.kind:
        yield line(label, _kind(was), _kind(one))
    if was.optional != one.optional:
        yield line(label, _must(was), _must(one))
    if was.choices != one.choices:
        yield from _choices(label, was.choices, one.choices)
    if (was.least, was.most) != (one.least, one.most):
        yield line(_("%(label)s: from – to") % {"label": label}, _bounds(was), _bounds(one))
    if was.when != one.when:
        yield line(label, _when(was), _when(one))
    if was.only_if != one.only_if:
        yield line(_("%(name)s is asked of") % {"name": label}, when(was.only_if, old), when(one.only_if, new))
    if was.text != one.text:
        yield line(_("What one declares"), was.text, one.text)
    if was.hint != one.hint:
        yield line(_("The hint to %(label)s") % {"label": label}, was.hint, one.hint)
    if was.adds != one.adds:
        yield line(_("%(label)s adds up") % {"label": label}, _sum_of(was, old), _sum_of(one, new))
    if was.columns != one.columns:
        yield from _columns(label, was, one, old, new)


def _choices(label: str, before: list[str], after: list[str]) -> Iterator[Told]:
    fresh, gone = ("、".join(sorted(a - b)) for a, b in ((set(after), set(before)), (set(before), set(after))))
    if fresh:
        yield _("%(label)s offers besides: %(names)s") % {"label": label, "names": fresh}, "", fresh
    if gone:
        yield _("%(label)s no longer offers: %(names)s") % {"label": label, "names": gone}, gone, ""
    if not fresh and not gone:
        yield _("%(label)s offers the same in another order") % {"label": label}, "、".join(before), "、".join(after)


def _columns(label: str, was: FormField, one: FormField, old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    before, after = ({column.id: column for column in field.columns} for field in (was, one))
    told = list(_fields(before, after, old, new))
    for text, left, right in told:
        yield _("In the table %(label)s: %(text)s") % {"label": label, "text": text}, left, right
    if not told:
        yield _("%(label)s has its columns in another order") % {"label": label}, "", ""


def _sum_of(one: FormField, spec: ServiceSpec) -> str:
    labels = {field.id: field.label for field in fields_of(spec)}
    return " + ".join(labels.get(name, name) for name in one.adds)


def _bounds(one: FormField) -> str:
    least, most = ("" if bound is None else str(bound) for bound in (one.least, one.most))
    return f"{least} – {most}" if least or most else ""


def _must(one: FormField) -> str:
    return _("may be left out") if one.optional else _("must be filled in")


def _when(one: FormField) -> str:
    return {"past": _("a day behind us"), "future": _("a day before us"), None: _("any day")}[one.when]


def _kind(one: FormField) -> str:
    return {
        "text": _("a line of text"), "long_text": _("several lines of text"), "number": _("a figure"), "money": _("an amount"), "date": _("a day"),
        "choice": _("one of several"), "choices": _("some of several"), "area": _("a community"), "address": _("an address"),
        "person": _("a person"), "id_number": _("an ID number"), "credit_code": _("a credit code"), "phone": _("a telephone number"),
        "bank_card": _("a bank card"), "table": _("a table"), "computed": _("worked out"), "declaration": _("a declaration"), "file": _("a file"),
    }[one.kind]  # fmt: skip
