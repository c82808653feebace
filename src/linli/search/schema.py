"""What the index keeps of each thing, field by field, and how a document becomes an entry of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import tantivy

from . import words

# Another number makes every node rebuild its index; raise it when a field or what it holds changes.
FORM = 5
# Of a text, so much is kept to show the best passage of.
KEPT = 20_000
# The name of the term that says which kind of thing it is.
KIND = "is"


@dataclass(frozen=True)
class Document:
    """Something to be found. `codes` are found only as wholes, with or without their dashes.

    `scopes` are terms by which a search is narrowed to what its asker may see; `terms` are what anybody narrows it to,
    each as "name:value" (level:central, subject:税费, year:2026). What is `over` comes last. With an `address`, it is for
    everyone to see, and the index itself tells title, passage, address, and whom it is `by`; `besides` is found like the
    body, and never shown.
    """

    kind: str
    id: str
    district: str
    title: str
    body: str
    at: datetime
    codes: tuple[str, ...] = field(default=())
    scopes: tuple[str, ...] = field(default=())
    terms: tuple[str, ...] = field(default=())
    over: bool = False
    address: str = ""
    by: str = ""
    besides: str = ""

    @property
    def all_terms(self) -> tuple[str, ...]:
        return (f"{KIND}:{self.kind}", *self.terms)


@dataclass(frozen=True)
class Gone:
    """Something no longer to be found."""

    kind: str
    id: str


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("district", "code", "scope"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    # Where something stands that everyone may find: its district, and whether it is over.
    for name in ("kind", "shelf", "term"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    # Texts are kept as pairs of signs: of single ones each stands in so many texts that to find two of them side by
    # side takes its time, and of words nobody finds a part.
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    # Log2 of two more than this is what a rank is multiplied by.
    builder.add_float_field("fresh", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


SCHEMA = _schema()


def opened(path: str) -> tantivy.Index:
    """The index in a folder, a new one if there is none."""
    return tantivy.Index(SCHEMA, path=path)


def entries(documents: Sequence[Document]) -> list[tantivy.Document]:
    """What the index takes in of documents, of each in turn."""
    titles = words.all_paired(one.title for one in documents)
    bodies = words.all_paired("\n".join((one.body, one.besides, *one.codes)) for one in documents)
    # Of no documents there is one text without a sign.
    return list(map(_entry, documents, titles, bodies))


def _entry(document: Document, title: str, body: str) -> tantivy.Document:
    made = tantivy.Document()
    add = made.add_text
    add("key", key_of(document))
    add("kind", document.kind)
    add("district", document.district)
    add("title", title)
    add("body", body)
    for code in document.codes:
        add("code", words.compact(code))
    for scope in document.scopes:
        add("scope", scope)
    if document.address:
        _open(made, document)
    return made


def _open(made: tantivy.Document, document: Document) -> None:
    """What everyone may find: narrowed by terms, and what is shown of it."""
    made.add_text("scope", everyone(document.district))
    made.add_text("shelf", shelf(document.district, document.over))
    terms = document.all_terms
    for term in terms:
        made.add_text("term", term)
    made.add_float("fresh", fresh(document.at))
    shown = {
        "title": document.title, "body": document.body[:KEPT], "address": document.address, "by": document.by,
        "at": document.at, "terms": terms, "over": document.over,
    }  # fmt: skip
    made.add_bytes("shown", orjson.dumps(shown))


def key_of(thing: Document | Gone) -> str:
    """What nothing else in the index has."""
    return f"{thing.kind}:{thing.id}"


def kind_and_id(document: tantivy.Document) -> tuple[str, str]:
    """What the key of something found says."""
    kind, _colon, id_ = str(document.get_first("key")).partition(":")
    return kind, id_


def shelf(district: str, over: bool) -> str:
    """Where something that everyone may find stands."""
    return f"{district}:{'over' if over else 'now'}"


def everyone(district: str) -> str:
    """The scope of what everyone may find of a district."""
    return f"everyone:{district}"


def what_is_shown(document: tantivy.Document) -> dict[str, Any]:
    """What `_open` kept of a document."""
    shown: dict[str, Any] = orjson.loads(document.get_first("shown") or b"{}")
    return shown


def fresh(at: datetime) -> float:
    """From 0 for what is of 1990 or older, by equal steps; newer ones come first where all else is equal."""
    return max(at.year + at.month / 12 - 1990, 0.0) * 0.01
