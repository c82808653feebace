"""Templates of papers in a pack: each is tried when the pack is loaded, a fault is named by file and line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from linli.applications.models import PaperTemplate
from linli.packs import PackRefused, load
from linli.places.models import District
from tests.packs.folders import Folder, lay
from tests.packs.test_services import FILE as SERVICE
from tests.packs.test_services import HELP

pytestmark = pytest.mark.django_db
FILE = "papers/decision.typ"
GOOD = "// 说明\n#align(center, paper.title)\n\n#paragraphs(paper.text)\n#paper.applicant\n"
# What the file holds; then where the mistake is found, and words of its message.
FAULTS = [
    (GOOD + "#paper.aplicant\n", f"{FILE}:6  ", "aplicant"),
    (GOOD + "#text(size: 12pt\n", f"{FILE}:6  ", "unclosed delimiter"),
    (GOOD + "#if paper.verdict == \"refuse\" { paper.nothing }\n", f"{FILE}:6  ", "nothing"),
    (GOOD + "#let one = 1\n#if paper.revoked_on != \"\" { one.two }\n", f"{FILE}:7  ", "access fields"),
    (GOOD + '#import "@preview/cetz:0.3.0": *\n', f"{FILE}:6  ", "stands alone"),
    (GOOD + '#let more = eval("1")\n', f"{FILE}:6  ", "stands alone"),
    (GOOD + '#image("/etc/hostname")\n', f"{FILE}:6  ", "file not found"),
    (GOOD + '#read("../../../../etc/passwd")\n', f"{FILE}:6  ", "escape"),
    (GOOD + "#while 1 < 2 { }\n", f"{FILE}:6  ", ""),
    ("#set page(footer: none)\n" + GOOD, f"{FILE}  ", "the QR code is missing"),
    ("#set page(foreground: none)\n" + GOOD, f"{FILE}  ", "stamp on a revoked paper is missing"),
    (GOOD + "// " + "长" * 60_000, f"{FILE}  ", "at most 60000"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def with_paper(folder: Folder) -> Folder:
    (folder.path / "papers").mkdir()
    folder.write(FILE, GOOD)
    return folder


def refusal(folder: Folder) -> str:
    with pytest.raises(PackRefused) as refused:
        load(folder.path)
    assert not District.objects.exists() and not PaperTemplate.objects.exists()
    return str(refused.value)


@pytest.mark.parametrize(("text", "place", "words"), FAULTS, ids=[f"{n}" for n in range(len(FAULTS))])
def test_a_mistake_is_named_by_file_and_line_and_nothing_is_loaded(
    with_paper: Folder, text: str, place: str, words: str
) -> None:
    with_paper.write(FILE, text)
    told = refusal(with_paper)
    assert place in told and words in told, told


@pytest.mark.parametrize("name", ["notes.txt", "Decision.typ", "决定书.typ"])
def test_what_nothing_would_read_is_named(with_paper: Folder, name: str) -> None:
    with_paper.write(f"papers/{name}", GOOD)
    assert f"papers/{name}  " in refusal(with_paper)


def test_another_encoding_is_told_by_line(with_paper: Folder) -> None:
    (with_paper.path / FILE).write_bytes("= 标题\n决定\n".encode("gbk"))
    assert f"{FILE}:1  This is not UTF-8 text" in refusal(with_paper)


def test_a_word_in_a_comment_or_a_longer_word_is_nothing_brought_in(with_paper: Folder) -> None:
    with_paper.write(FILE, GOOD + "// import nothing\n#let important = 1\n/* eval\n */\n")
    assert load(with_paper.path).changed


def test_a_service_names_a_paper_that_is_there(with_paper: Folder) -> None:
    (with_paper.path / "services").mkdir()
    with_paper.write(SERVICE, HELP + "paper: decisoin\n")
    told = refusal(with_paper)
    assert f"{SERVICE}:34  paper" in told and "Did you mean “decision”?" in told, told
    with_paper.write(SERVICE, HELP + "paper: decision\n")
    assert load(with_paper.path).changed


def test_a_broken_paper_is_one_mistake_not_one_more_in_every_service(with_paper: Folder) -> None:
    (with_paper.path / "services").mkdir()
    with_paper.write(SERVICE, HELP + "paper: decision\n")
    with_paper.write(FILE, "#nothing\n")
    assert "1 mistake;" in refusal(with_paper)


def test_a_changed_template_is_a_new_version_and_the_old_one_stays(with_paper: Folder) -> None:
    assert "Templates of papers" in str(load(with_paper.path))
    assert not load(with_paper.path).changed
    with_paper.add(FILE, "新的一行\n")
    load(with_paper.path)
    assert list(PaperTemplate.objects.order_by("version").values_list("version", "current")) == [(1, False), (2, True)]
    with_paper.remove(FILE)
    load(with_paper.path)
    assert not PaperTemplate.objects.filter(current=True).exists() and PaperTemplate.objects.count() == 2


@pytest.mark.once
@pytest.mark.parametrize(("pack", "names"), [("cuiping", {"decision"}), ("yicheng", {"decision", "overseas"})])
def test_the_districts_have_papers_of_their_own(pack: str, names: set[str]) -> None:
    lay(pack, "papers")
    assert set(PaperTemplate.objects.filter(current=True).values_list("code", flat=True)) == names
