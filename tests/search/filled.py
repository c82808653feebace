"""An index of this test's own, filled with a small district."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from linli.search.asking import Synonyms
from linli.search.finding import Found, Wanted, find
from linli.search.index import Document, Index

DISTRICT = "990101"
AT = datetime(2026, 11, 2, tzinfo=UTC)
SYNONYMS = Synonyms((("低保", "最低生活保障"), ("招聘补贴", "吸纳就业补贴"), ("当兵", "参军入伍", "征兵")))


def thing(
    id: str, title: str, body: str = "", *terms: str, kind: str = "policy", at: datetime = AT, over: bool = False,
    codes: tuple[str, ...] = (), district: str = DISTRICT,
) -> Document:  # fmt: skip
    """Something that everyone may find."""
    return Document(kind, id, district, title, body, at, codes, (), terms, over, f"/demo/{kind}/{id}", "演示区人社局")


def fill(*documents: Document) -> Index:
    """The index that `Index.open` gives, with these in use."""
    index = Index.open()
    folder = index.fresh()
    index.add(documents, {}, folder)
    index.take(folder)
    return index


def asked(text: str, *, page: int = 1, synonyms: Synonyms = SYNONYMS, **narrowed: Sequence[str]) -> Found:
    return find(Wanted(DISTRICT, text, narrowed, page), synonyms)


def ids(found: Found) -> list[str]:
    return [item.id for item in found.items]
