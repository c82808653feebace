"""synonyms.yaml: groups of words of one meaning, every mistake by file and line, read by the search of that district only."""

from __future__ import annotations

import pytest

from linli.packs import PackRefused, load
from linli.search.queries import other_words, synonyms
from tests.packs.folders import Folder

pytestmark = pytest.mark.django_db
FILE = "synonyms.yaml"


def put(folder: Folder, text: str) -> None:
    (folder.path / FILE).write_text(text)


def mistakes(folder: Folder, text: str) -> list[str]:
    put(folder, text)
    with pytest.raises(PackRefused) as refused:
        load(folder.path)
    return [str(one) for one in refused.value.mistakes]


def test_groups_are_loaded_replaced_and_taken_away(folder: Folder) -> None:
    put(folder, "- [低保, 最低生活保障]\n- [举报, 12345]\n- [WIFI, 无线网]\n")
    report = load(folder.path)
    assert synonyms(report.district).others["最低生活保障"] == ("低保",)
    assert synonyms(report.district).others["wifi"] == ("无线网",)
    assert other_words(report.district, "低保怎么申请") == ["最低生活保障"]
    assert not load(folder.path).changed
    put(folder, "- [低保, 最低生活保障, 吃低保]\n")
    assert load(folder.path).changed
    assert (
        synonyms(report.district).others["吃低保"] == ("低保", "最低生活保障")
        and "wifi" not in synonyms(report.district).others
    )
    (folder.path / FILE).unlink()
    load(folder.path)
    assert synonyms(report.district).others == {}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- [低保]\n", 1, "2 "), ("- [低保, 最低生活保障]\n- 低保\n", 2, "2 "), ("- [低保, '']\n", 1, "2 "),
        ("- [低保, 低保]\n", 1, "低保"), ("低保: 最低生活保障\n", 1, "低保"), (f"- [低保, {'长' * 31}]\n", 1, "30"), ("- {a: b}\n", 1, "2 "),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(folder: Folder, text: str, line: int, says: str) -> None:
    (told,) = mistakes(folder, text)
    assert FILE in told and str(line) in told and says in told
