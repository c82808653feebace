"""What pyxform and our own parser find wrong with a form, in the reader's language, with sheet and row."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..errors import FormFault
from .expressions import NotAnExpression

_ROW = re.compile(r"\[row\s*:\s*(\d+)\]\s*")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet")
# What pyxform writes, and how we say it; the first that fits.
_SAID: tuple[tuple[str, Promise], ...] = (
    (r"List name not in choices sheet: (?P<name>\S+)", gettext_lazy("The list of choices “%(name)s” is not on the sheet choices.")),
    (r"Unknown question type '(?P<name>[^']*)'", gettext_lazy("There is no kind of question “%(name)s”.")),
    (r"[Cc]ould not find the name '(?P<name>[^']*)'", gettext_lazy("There is no question “%(name)s”.")),
    (
        r"Unmatched '(?P<word>begin_\w+)'.*found for the name '(?P<name>[^']*)'",
        gettext_lazy("“%(name)s” begins (%(word)s) and is not ended."),
    ),
    (r"Unmatched '(?P<word>end_\w+)'", gettext_lazy("Something is ended here (%(word)s) that did not begin.")),
    (r"Names must begin with a letter", gettext_lazy("A name begins with a letter and has letters, digits, hyphens and underscores only.")),
    (
        r"'name' value '(?P<name>[^']*)' is invalid.*must be unique",
        gettext_lazy("The name “%(name)s” is there twice; each question needs a name of its own."),
    ),
    (r"The name '(?P<name>[^']*)' appears more than once", gettext_lazy("The name “%(name)s” is there twice; each question needs a name of its own.")),
    (r"Choice names must be unique", gettext_lazy("This value is twice in the same list of choices.")),
    (r"Choices must have a name", gettext_lazy("A choice needs a value in the column name.")),
    (r"Choices should have a label", gettext_lazy("A choice needs a text in the column label.")),
    (r"Question or group with no name", gettext_lazy("A question needs a name.")),
    (r"Question with no type", gettext_lazy("A question needs a type.")),
    (r"Missing calculation", gettext_lazy("What is calculated needs an expression in the column calculation.")),
    (r"Reference variables must start with", gettext_lazy("A name in an expression is written ${name}.")),
    (r"must have a sheet named 'survey'|sheet named: 'survey'|'survey' sheet", gettext_lazy("The sheet survey is missing.")),
    (r"column headers were not found: (?P<name>[^.]*)", gettext_lazy("The columns %(name)s are missing.")),
    (r"not recognized as a supported type", gettext_lazy("This is no spreadsheet that can be read as a questionnaire.")),
    (r"has no label", gettext_lazy("A question needs a text in the column label.")),
)  # fmt: skip


def pyxform_said(told: str) -> FormFault:
    """One refusal of pyxform's; what we have no sentence for is quoted."""
    row, sheet = _ROW.search(told), _SHEET.search(told)
    bare = _ROW.sub("", told).strip()
    where = (sheet[1] if sheet else "survey" if row else "", int(row[1]) if row else 0)
    for pattern, sentence in _SAID:
        if found := re.search(pattern, bare, re.DOTALL):
            return FormFault(*where, str(sentence) % found.groupdict() if found.groupdict() else str(sentence))
    return FormFault(*where, _("pyxform does not take it: %(said)s") % {"said": bare[:300]})


def expression_said(wrong: NotAnExpression) -> str:
    told = {"expression": wrong.text, "found": wrong.found}
    match wrong.reason:
        case "function":
            return _("“%(found)s” in “%(expression)s” is a function that our own page does not know.") % told
        case "arguments":
            return _("“%(found)s” in “%(expression)s” has more or fewer values than it takes.") % told
        case "end":
            return _("The expression “%(expression)s” ends too early.") % told
    return _("“%(found)s” cannot be read in the expression “%(expression)s”; names are written ${name}.") % told
