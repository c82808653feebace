"""What the index keeps of each thing, field by field, and how a document becomes an entry of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import tantivy

from . import sounds, words

# Another number makes every node rebuild its index; raise it when a field or the segmentation changes.
FORM = 4
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
    # What everyone may find bears its district in `open`, and in `shelf` whether it is over.
    for name in ("key", "district", "code", "scope", "open"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("shelf", "term"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
    # Of single signs each stands in so many texts that to find two of them side by side takes its time.
    builder.add_text_field("heading", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("sound", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("initials", tokenizer_name="threes", index_option="basic")
    # Log2 of two more than this is what a rank is multiplied by.
    builder.add_float_field("fresh", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


SCHEMA = _schema()


def opened(path: str) -> tantivy.Index:
    """The index in a folder, a new one if there is none, with our way of telling letters apart."""
    index = tantivy.Index(SCHEMA, path=path)
    # What `sounds.threes` does.
    index.register_tokenizer("threes", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(3, 3)).build())
    return index


def entry(key: str, document: Document) -> tantivy.Document:
    """What the index takes in of a document."""
    title = words.even(document.title)
    body = words.even(f"{document.body}\n{document.besides}")
    made = tantivy.Document(
        key=key, kind=document.kind, id=document.id, district=document.district,
        title=" ".join(words.indexed_of(title)), body=" ".join(words.indexed_of(body)),
        heading=words.paired(title), pairs=words.paired("\n".join((body, *map(words.even, document.codes)))),
    )  # fmt: skip
    for code in document.codes:
        made.add_text("code", words.compact(code))
    for scope in document.scopes:
        made.add_text("scope", scope)
    if document.address:
        _open(made, document, sounds.syllables_of(title))
    return made


def _open(made: tantivy.Document, document: Document, heard: Sequence[str]) -> None:
    """What everyone may find: by its sound, narrowed by terms, and what is shown of it."""
    made.add_text("open", document.district)
    made.add_text("shelf", shelf(document.district, document.over))
    made.add_text("sound", " ".join(words.pairs(heard)))
    made.add_text("initials", sounds.first_letters(heard))
    terms = document.all_terms
    for term in terms:
        made.add_text("term", term)
    made.add_float("fresh", fresh(document.at))
    shown = {
        "title": document.title, "body": document.body[:KEPT], "address": document.address, "by": document.by,
        "at": document.at.isoformat(), "terms": terms, "over": document.over,
    }  # fmt: skip
    made.add_bytes("shown", orjson.dumps(shown))


def shelf(district: str, over: bool) -> str:
    """Where something that everyone may find stands."""
    return f"{district}:{'over' if over else 'now'}"


def what_is_shown(document: tantivy.Document) -> dict[str, Any]:
    """What `_open` kept of a document."""
    shown: dict[str, Any] = orjson.loads(document.get_first("shown") or b"{}")
    return shown


def fresh(at: datetime) -> float:
    """From 0 for what is of 1990 or older, by equal steps; newer ones come first where all else is equal."""
    return max(at.year + at.month / 12 - 1990, 0.0) * 0.01
