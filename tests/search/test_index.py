"""The search index: narrowed inside the query, whole while generations change, rebuilt when its form is another."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import tantivy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.search import matching, words
from linli.search.index import FORM, Document, Index
from linli.search.schema import SCHEMA, entries

AT = datetime(2026, 11, 2, tzinfo=UTC)


def document(number: int, title: str, *scopes: str) -> Document:
    return Document("case", str(number), "990101", title, "", AT, (), scopes)


def filled(root: Path, *documents: Document) -> Index:
    """An index with these in use."""
    index = Index(root)
    folder = index.fresh()
    index.add(documents, {}, folder)
    index.take(folder)
    return index


def found(index: Index, text: str, scopes: set[str] | None = None, limit: int = 50) -> list[str]:
    return [hit.id for hit in index.find(text, kinds=("case",), district="990101", scopes=scopes, limit=limit)]


def test_scopes_narrow_before_the_best_are_taken(tmp_path: Path) -> None:
    """The worst match of many is found by who may see only that one; any scope of several will do."""
    many = [document(number, "下水道堵了 下水道", "area:there") for number in range(50)]
    index = filled(tmp_path, *many, document(99, "这里的下水道也堵了，门口都是水", "area:here", "unit:works"))
    assert "99" not in found(index, "下水道", limit=10)
    assert found(index, "下水道", {"area:here"}, limit=10) == ["99"]
    assert found(index, "下水道", {"unit:works", "area:nowhere"}) == ["99"]
    assert len(found(index, "下水道", {"area:here", "area:there"}, limit=100)) == 51
    assert found(index, "下水道", set()) == []


def test_some_of_the_words_are_looked_for_within_the_same_scopes(tmp_path: Path) -> None:
    index = filled(tmp_path, document(1, "路灯坏了", "area:here"), document(2, "路灯坏了 下水道堵了", "area:there"))
    assert found(index, "路灯 下水道", {"area:here"}) == ["1"]


def test_what_is_taken_in_again_has_its_new_scopes_only(tmp_path: Path) -> None:
    index = filled(tmp_path, document(1, "路灯不亮", "area:here"))
    folder = index.folder
    assert folder is not None
    index.add([document(1, "路灯不亮", "area:there")], {}, folder)
    assert (found(index, "路灯", {"area:here"}), found(index, "路灯", {"area:there"})) == ([], ["1"])


class JustBefore(Index):
    """A reader that read the name of the generation in use just before another took its place."""

    def __init__(self, root: Path, read: Path) -> None:
        super().__init__(root)
        self.read: Path | None = read

    @property
    def folder(self) -> Path | None:
        read, self.read = self.read, None
        return read or super().folder


def test_a_generation_that_went_just_now_is_not_called_broken_nor_the_one_in_its_place(tmp_path: Path) -> None:
    before = filled(tmp_path, document(1, "路灯不亮")).folder
    index = filled(tmp_path, document(1, "路灯不亮"))
    assert before is not None and not before.exists()
    assert found(JustBefore(tmp_path, before), "路灯") == ["1"]
    assert index.is_sound() and not before.exists()


def test_a_broken_generation_is_reported_itself(tmp_path: Path) -> None:
    index = filled(tmp_path, document(1, "路灯不亮"))
    folder = index.folder
    assert folder is not None
    (folder / "meta.json").write_text("{")
    assert found(index, "路灯") == [] and (folder / "broken").exists() and not index.is_sound()


def test_an_index_of_another_form_is_not_sound(tmp_path: Path) -> None:
    index = filled(tmp_path, document(1, "路灯不亮"))
    folder = index.folder
    assert folder is not None
    other = folder.with_name(folder.name.replace(f"{FORM}-", f"{FORM - 1}-", 1))
    shutil.move(folder, other)
    (tmp_path / "current").write_text(other.name)
    assert not index.is_sound()


@st.composite
def texts_and_parts(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and a stretch of it that may begin and end anywhere, with a sign of its own now and then."""
    signs = st.text(st.sampled_from("林家巷路灯号楼a5b7 ，。\n（）—A５"), max_size=16)
    before, part, after, other = draw(signs), draw(signs), draw(signs), draw(signs)
    return before + part + after, part + draw(st.sampled_from(("", other[:1], "。", "9")))


@settings(max_examples=80, deadline=None)
@given(texts_and_parts())
def test_any_stretch_of_signs_is_found_and_nothing_else(given: tuple[str, str]) -> None:
    """Wherever a stretch begins and ends, whatever stands between its signs; of a run of letters and figures no part."""
    text, part = given
    signs, wanted = words.signs(text), words.signs(part)
    assume(wanted)
    index = tantivy.Index(SCHEMA)
    writer = index.writer(15_000_000, 1)
    for one in entries([document(1, text)]):
        writer.add_document(one)
    writer.commit()
    index.reload()
    found = index.searcher().search(matching.standing("title", part), 1).count
    assert found == any(signs[at : at + len(wanted)] == wanted for at in range(len(signs)))


@given(st.lists(st.text(st.sampled_from("林家a5 7，。\n\0—A５㎡①𠀀\U0001f600é"), max_size=12), max_size=4))
def test_many_texts_are_kept_as_each_of_them(texts: list[str]) -> None:
    assert [one.split() for one in words.all_paired(texts)] == [
        words.paired(words.even(text.replace("\0", " "))).split() for text in texts or [""]
    ]
