"""A filled-in form as XML: read from what a device sends, and written as the page and the demo send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from ..errors import NotTheForm
from .answering import MOST_ROWS, Answers
from .definition import HOLDERS, Definition, Node

LARGEST = 1_000_000


@dataclass(frozen=True)
class Head:
    """What a submission says of itself: which form, which version, which instance."""

    form_id: str
    version: str
    instance_id: str
    root: Element


def _bare(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def head_of(xml: bytes) -> Head:
    """Raises NotTheForm."""
    if len(xml) > LARGEST:
        raise NotTheForm(_("This submission is larger than 1 MB without its photos; an interview is not."))
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotTheForm(_("This is no XML that can be read.")) from None
    meta = next((one for one in root if _bare(one.tag) == "meta"), None)
    told = {_bare(one.tag): (one.text or "").strip() for one in meta} if meta is not None else {}
    instance = told.get("instanceID", "") or root.get("instanceID", "")
    if not root.get("id"):
        raise NotTheForm(_("The submission does not say which questionnaire it is (id)."), "id")
    if not 8 <= len(instance) <= 80:
        raise NotTheForm(_("The submission has no instanceID."), "instanceID")
    return Head(root.get("id", ""), root.get("version", ""), instance, root)


def answers_of(head: Head, definition: Definition) -> Answers:
    """Raises NotTheForm: an element that the form does not have."""
    found: Answers = {}
    _read(head.root, definition.fields, found, "")
    return found


def _read(element: Element, fields: tuple[Node, ...], into: Answers, inside: str) -> None:
    nodes = {one.name: one for one in fields}
    for child in element:
        name = _bare(child.tag)
        node = nodes.get(name)
        if name == "meta" and not inside:
            continue
        if node is None:
            raise NotTheForm(_("The questionnaire has no question “%(name)s”.") % {"name": name[:60]}, name[:60])
        if node.kind == "group":
            _read(child, node.fields, into, name)
        elif node.kind == "repeat":
            rows = into.setdefault(name, [])
            row: Answers = {}
            _read(child, node.fields, row, name)
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise NotTheForm(
                    _("“%(name)s” is repeated more than %(n)d times.") % {"name": name, "n": MOST_ROWS}, name
                )
        elif len(child):
            raise NotTheForm(_("“%(name)s” holds more than an answer.") % {"name": name}, name)
        elif name in into:
            raise NotTheForm(_("“%(name)s” is answered twice.") % {"name": name}, name)
        else:
            into[name] = (child.text or "").strip()


def written(definition: Definition, values: Mapping[str, Any], instance_id: str) -> bytes:
    """The XML of settled answers."""
    parts = [
        "<?xml version='1.0' encoding='utf-8'?>\n",
        f"<{definition.root} id={quoteattr(definition.form_id)} version={quoteattr(definition.version)}>",
    ]
    _write(parts, definition.fields, values)
    parts.append(f"<meta><instanceID>{escape(instance_id)}</instanceID></meta></{definition.root}>")
    return "".join(parts).encode()


def _write(parts: list[str], fields: tuple[Node, ...], values: Mapping[str, Any]) -> None:
    for node in fields:
        if node.kind in HOLDERS:
            rows = [values] if node.kind == "group" else values.get(node.name, [])
            for row in rows:
                parts.append(f"<{node.name}>")
                _write(parts, node.fields, row)
                parts.append(f"</{node.name}>")
        elif node.name in values:
            parts.append(f"<{node.name}>{escape(str(values[node.name]))}</{node.name}>")
