"""The wording of notices: built-in texts, a district's own, and how a text is filled in.

A text names its parts in braces: {title}. A stretch in square brackets is left out when a part in it is
empty: "[请于{due}前签收。]". What is put in is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import LOCAL
from linli.places.revision import per_revision

from .models import NoticeText
from .wordings import DEFAULTS

PARTS = frozenset({"code", "title", "area", "organisation", "due", "reason", "link", "days"})
_PART = re.compile(r"\{(\w+)\}")
_STRETCH = re.compile(r"\[([^\[\]]*)\]")
# A text message holds 70 characters, and the title is the only part without a natural limit.
_LONGEST_TITLE = 16


# No district's: someone signs in to the installation, and a pack cannot word it.
SIGN_IN_CODE = gettext_lazy("Your code is {code}. It works for a few minutes. Please tell it to nobody.")


@per_revision
def own_texts(district_code: str) -> dict[str, str]:
    """A district's own wording by template."""
    return dict(NoticeText.objects.filter(district_id=district_code).values_list("template", "text"))


def variant(template: str, to_desk: bool) -> str:
    """The template for this reader: some events are told otherwise to a desk than to a resident."""
    return f"{template}.desk" if to_desk and f"{template}.desk" in DEFAULTS else template


def goes_outside(template: str) -> bool:
    """Is this also sent as a text message?"""
    wording = DEFAULTS.get(template)
    return wording is None or wording.outside


def written(district_code: str, template: str, params: Mapping[str, str]) -> str:
    """The text as it is read. An unknown template says only what it is about."""
    own = own_texts(district_code).get(template) if district_code else None
    wording = DEFAULTS.get(template)
    text = own or (str(wording.text) if wording else _("News on “{title}”."))
    return fill(text, params)


def fill(text: str, params: Mapping[str, str]) -> str:
    """Put the parts in; parts that are not given are empty."""
    parts = {name: _spoken(name, value) for name, value in params.items()}

    def stretch(found: re.Match[str]) -> str:
        whole = all(parts.get(name) for name in _PART.findall(found[1]))
        return found[1] if whole else ""

    return _PART.sub(lambda found: parts.get(found[1], ""), _STRETCH.sub(stretch, text)).strip()


def _spoken(name: str, value: str) -> str:
    if name == "title" and len(value) > _LONGEST_TITLE:
        return value[: _LONGEST_TITLE - 1] + "…"
    if name == "due" and value:
        due = datetime.fromisoformat(value).astimezone(LOCAL)
        return _("{month}/{day} {time}").format(month=due.month, day=due.day, time=f"{due:%H:%M}")
    return value


def unknown_parts(text: str) -> list[str]:
    """Names in braces that no notice has."""
    return [name for name in _PART.findall(text) if name not in PARTS]
