"""Questions of a pack and what services make of their answers: held against one another, by line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils import translation

from linli.catalogue.models import Question, Service
from linli.catalogue.questions import questions
from linli.packs import PackRefused, load
from tests.packs.folders import MINI_CODE, Folder
from tests.packs.test_services import FILE as SERVICE
from tests.packs.test_services import HELP

PACKS = Path(__file__).resolve().parents[2] / "packs"
FILE = "questions.yaml"
QUESTIONS = """- id: who
  text: 给谁办？
  choices: [自己, 家里老人]
- id: matter
  text: 什么事？
  several: true
  choices:
    - {text: 日子难, events: [hardship]}
    - {text: 别的, hint: 上学等, events: [school]}
- id: age
  text: 多大年纪？
  only_if: {who: 家里老人}
  choices: [不满80岁, 80岁及以上]
"""
FITS = """fits:
  who: [家里老人]
  age: [80岁及以上]
nearly:
  age: {不满80岁: 满80周岁就可以申请。}
  who: 请老人自己来。
holder: 990202-works"""
FAULTS = [
    (FILE, "id: who", "id: district", f"{FILE}:1", "another meaning in an address"),
    (FILE, "[自己, 家里老人]", "[自己]", f"{FILE}:3  1.choices", "At least 2"),
    (FILE, "[自己, 家里老人]", "[自己, 自己]", f"{FILE}:1", "say the same"),
    (FILE, "[自己, 家里老人]", "[一, 二, 三, 四, 五, 六, 七, 八]", f"{FILE}:3  1.choices", "At most 7"),
    (FILE, "id: matter", "id: who", f"{FILE}:4  id", "twice"),
    (FILE, "text: 什么事", "text: 您的民族", f"{FILE}:4", "belief, ethnicity or politics"),
    (FILE, "text: 别的,", "text: 信仰,", f"{FILE}:4", "belief, ethnicity or politics"),
    (FILE, "id: matter", "id: religion", f"{FILE}:4", "belief, ethnicity or politics"),
    (FILE, "[hardship]", "[hardships]", f"{FILE}:8", "Possible"),
    (FILE, ", events: [school]", "", f"{FILE}:4", "or none does"),
    (FILE, "events: [hardship]", "events: [birth]", f"{SERVICE}:6  events", "nobody would be led to it"),
    (FILE, "{who: 家里老人}", "{whom: 家里老人}", f"{FILE}:10  only_if", "not asked before"),
    (FILE, "{who: 家里老人}", "{who: 老人家}", f"{FILE}:10  only_if", "is no answer to “who”"),
    (FILE, "  several: true\n", "  severall: true\n", f"{FILE}:6", "Did you mean “several”?"),
    (SERVICE, "  age: [80岁及以上]", "  ages: [80岁及以上]", f"{SERVICE}:1", "“nearly” says what is missing"),
    (SERVICE, "  who: [家里老人]", "  whom: [家里老人]", f"{SERVICE}:1", ""),
    (SERVICE, "[80岁及以上]", "[八十岁]", f"{SERVICE}:9  fits.age", "possible are: 不满80岁、80岁及以上"),
    (SERVICE, "{不满80岁:", "{未满80岁:", f"{SERVICE}:11  nearly.age", "is no answer to “age”"),
    (SERVICE, "{不满80岁:", "{80岁及以上:", f"{SERVICE}:1", "is none such"),
    (FILE, "{who: 家里老人}", "{who: []}", f"{FILE}:12  3.only_if.who", "At least 1"),
    (SERVICE, "[80岁及以上]", "[]", f"{SERVICE}:9  fits.age", "At least 1"),
]  # fmt: skip


@pytest.fixture
def asking(folder: Folder) -> Folder:
    """The mini pack with three questions and a service that waits for their answers."""
    (folder.path / "services").mkdir()
    folder.write(SERVICE, HELP.replace("holder: 990202-works", FITS))
    folder.write(FILE, QUESTIONS)
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "old", "new", "place", "words"), FAULTS, ids=[f"{n}" for n in range(len(FAULTS))])
def test_a_mistake_is_named_by_file_and_line_and_nothing_is_loaded(
    asking: Folder, file: str, old: str, new: str, place: str, words: str
) -> None:
    asking.swap(file, old, new)
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(asking.path)
    told = str(refused.value)
    assert place in told and words in told, told
    assert not Question.objects.exists() and not Service.objects.exists()


@pytest.mark.django_db
def test_a_service_cannot_wait_for_a_question_that_is_not_asked(asking: Folder) -> None:
    asking.remove(FILE)
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(asking.path)
    assert f"{SERVICE}:8  fits.who  There is no question “who” in questions.yaml." in str(refused.value)


@pytest.mark.django_db
def test_more_than_fourteen_are_no_short_dialogue(asking: Folder) -> None:
    asking.add(FILE, "".join(f"- {{id: more_{n}, text: 还有吗？, choices: [有, 没有]}}\n" for n in range(12)))
    with translation.override("en"), pytest.raises(PackRefused, match="at most 14 questions; this one has 15"):
        load(asking.path)


@pytest.mark.django_db
def test_they_are_what_the_pack_says_each_time_it_is_loaded(asking: Folder) -> None:
    load(asking.path)
    assert [one.id for one in questions(MINI_CODE)] == ["who", "matter", "age"]
    assert questions(MINI_CODE)[1].choices[1].hint == "上学等"
    assert not load(asking.path).changed
    asking.swap(FILE, "text: 什么事？", "text: 为了什么事？")
    assert load(asking.path).changed
    assert questions(MINI_CODE)[1].text == "为了什么事？"
    asking.swap(
        FILE, QUESTIONS[QUESTIONS.index("- id: matter") : QUESTIONS.index("- id: age")].replace("什么", "为了什么"), ""
    )
    load(asking.path)
    assert [one.id for one in questions(MINI_CODE)] == ["who", "age"]


@pytest.mark.parametrize(
    "path", sorted(PACKS.glob("*/services/*.yaml")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_of_each_service_somebody_has_thought_whom_it_fits(path: Path) -> None:
    """One that fits anyone says so: `fits: {}`."""
    assert "fits" in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
