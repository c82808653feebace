"""Services of a pack: each file is held against its spec, by line, and a changed one becomes a new version."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from linli.catalogue.models import Service
from linli.packs import PackRefused, load
from tests.packs.folders import Folder

pytestmark = pytest.mark.django_db
FILE = "services/help.yaml"
HELP = """code: help
name: 临时帮扶
summary: 一时有难处的，可以申请帮一把
words: [帮扶, 一时困难]
audience: [everyone]
events: [hardship]
holder: 990202-works
counter: community
chain: [community, district]
who: 住在样本区、一时有难处的人
conditions:
  - {text: 住在样本区, ask: 您住在样本区吗？, missing: 请到您住的地方申请。}
materials:
  - {id: id_card, name: 身份证, needs: photo, sample: id_card}
  - {id: agent_card, name: 代办人的身份证, needs: photo, sample: id_card, only_if: {applicant: 亲友}}
steps:
  - {who: 申请人, does: 填表}
  - {who: 社区, does: 核对, term: 2个工作日}
fee: 不收费
basis:
  - {name: 《社会救助暂行办法》}
days: {law: 10, promised: 5}
results: [帮扶决定]
saves: {materials_before: 3, materials_now: 1, visits_before: 2, visits_now: 0}
form:
  - title: 谁来申请
    fields:
      - {id: applicant, kind: choice, label: 申请人, choices: [本人, 亲友]}
      - {id: agent, kind: person, label: 代办人, only_if: {applicant: 亲友}}
      - {id: wages, kind: money, label: 收入}
      - {id: total, kind: computed, label: 合计, adds: [wages]}
      - {id: promise, kind: declaration, label: 承诺, text: 情况属实}
      - {id: here, kind: area, label: 住在哪个社区}
"""
PRIVATE = "belief, ethnicity or politics"
PROMISE = "{id: promise, kind: declaration, label: 承诺, text: 情况属实}"
TABLE = "{id: family, kind: table, label: 家里人, columns: [%s]}"
# What is replaced, by what; then where the mistake is found, and words of its message.
FAULTS = [
    ("code: help", "code: helpp", f"{FILE}:1  code", "name of its file"),
    ("name: 临时帮扶\n", "", f"{FILE}:1  name", "is missing"),
    ("events: [hardship]", "events: [hardships]", f"{FILE}:6  events.1", "Possible"),
    ("holder: 990202-works", "holder: 990202-worx", f"{FILE}:7  holder", "Did you mean “990202-works”?"),
    ("counter: community", "counter: street", f"{FILE}:1", "the chain must begin with it"),
    ("[community, district]", "[district, community]", f"{FILE}:9  chain", "climbs from level to level"),
    (", missing: 请到您住的地方申请。", "", f"{FILE}:12  conditions.1", "needs “missing”"),
    ("sample: id_card}\n  - {id: agent", "sample: passport}\n  - {id: agent", f"{FILE}:14  materials.1.sample", "Possible"),
    ("only_if: {applicant: 亲友}}\nsteps", "only_if: {applicant: 邻居}}\nsteps", f"{FILE}:1", "does not offer"),
    ("id: agent_card", "id: id_card", f"{FILE}:1", "the same id"),
    ("2个工作日", "两天", f"{FILE}:18  steps.2.term", ""),
    ("《社会救助暂行办法》", "社会救助暂行办法", f"{FILE}:21  basis.1.name", "Like this: 《社会救助暂行办法》"),
    ("promised: 5", "promised: 15", f"{FILE}:22  days", "more than the 10 the law allows"),
    ("materials_now: 1", "materials_now: 2", f"{FILE}:24  saves", "1 materials are asked of everyone"),
    ("materials_before: 3", "materials_before: 0", f"{FILE}:24  saves", "less than nothing"),
    ("visits_now: 0", "visits_now: 1", f"{FILE}:1", "why one has to come in person"),
    ("choices: [本人, 亲友]", "choices: [本人]", f"{FILE}:28", "at least two possibilities"),
    ("kind: money", "kind: moneys", f"{FILE}:30  form.1.fields.3.kind", "Possible"),
    ("adds: [wages]", "adds: [wage]", f"{FILE}:1", "has not asked before"),
    (", text: 情况属实", "", f"{FILE}:32", "needs “text”"),
    ("label: 收入", "label: 您的民族", f"{FILE}:30  form.1.fields.3", PRIVATE),
    ("id: agent, kind", "id: party, kind", f"{FILE}:29  form.1.fields.2", PRIVATE),
    ("label: 代办人,", "label: 代办人, hint: 写明信仰,", f"{FILE}:29  form.1.fields.2", PRIVATE),
    ("[本人, 亲友]", "[本人, 亲友, 党派]", f"{FILE}:28  form.1.fields.1", PRIVATE),
    ("情况属实", "本人没有宗教信仰", f"{FILE}:32  form.1.fields.5", PRIVATE),
    (PROMISE, TABLE % "{id: side, kind: text, label: 民族}", f"{FILE}:32  form.1.fields.5.columns.1", PRIVATE),
    (PROMISE, TABLE % "{id: faith, kind: text, label: 别的}", f"{FILE}:32  form.1.fields.5.columns.1", PRIVATE),
    (PROMISE, TABLE % "{id: side, kind: choice, label: 别的, choices: [党派, 无]}", f"{FILE}:32  form.1.fields.5.columns.1", PRIVATE),
    ("title: 谁来申请", "title: 您的政治面貌", f"{FILE}:26  form.1.title", PRIVATE),
    ("ask: 您住在样本区吗？", "ask: 您是少数民族吗？", f"{FILE}:12  conditions.1.ask", PRIVATE),
    ("name: 代办人的身份证", "name: 宗教场所的证明", f"{FILE}:15  materials.2", PRIVATE),
    ("id: agent_card", "id: religion", f"{FILE}:15  materials.2", PRIVATE),
    ("adds: [wages]", "adds: [applicant]", f"{FILE}:1", "is no figure"),
    ("only_if: {applicant: 亲友}}\nsteps", "only_if: {applicant: []}}\nsteps", f"{FILE}:15  materials.2.only_if.applicant", "At least 1"),
    ("kind: choice,", "kind: choices,", f"{FILE}:1", "of kind “choice” alone"),
    (PROMISE, TABLE % "{id: side, kind: text, label: 别的, only_if: {applicant: 亲友}}", f"{FILE}:32  form.1.fields.5", "has no “only_if”"),
    (PROMISE, TABLE % "{id: side, kind: text, label: 甲}, {id: side, kind: text, label: 乙}", f"{FILE}:32  form.1.fields.5", "the same id"),
    (PROMISE, "{id: proof, kind: file, label: 证明}", f"{FILE}:24  saves", "2 materials are asked of everyone"),
    ("visits_now: 0", "visits_now: 2", f"{FILE}:24  saves.visits_now", "not a possible number"),
    ("needs: photo, sample: id_card}\n  - {id: agent", "needs: original, sample: id_card}\n  - {id: agent", f"{FILE}:1", "“visits_now” is 0"),
    ("needs: photo, sample: id_card, only_if", "needs: original, sample: id_card, only_if", f"{FILE}:1", "“visits_now” is 0"),
]  # fmt: skip


@pytest.fixture
def with_service(folder: Folder) -> Folder:
    (folder.path / "services").mkdir()
    folder.write(FILE, HELP)
    return folder


@pytest.mark.parametrize(("old", "new", "place", "words"), FAULTS, ids=[f"{n}" for n in range(len(FAULTS))])
def test_a_mistake_is_named_by_file_and_line_and_nothing_is_loaded(
    with_service: Folder, old: str, new: str, place: str, words: str
) -> None:
    with_service.swap(FILE, old, new)
    with translation.override("en"), pytest.raises(PackRefused) as refused:
        load(with_service.path)
    told = str(refused.value)
    assert place in told and words in told, told
    assert not Service.objects.exists()


def test_what_is_no_service_file_is_named(with_service: Folder) -> None:
    with_service.write("services/notes.txt", "x")
    with translation.override("en"), pytest.raises(PackRefused, match=re.escape("services/notes.txt")):
        load(with_service.path)


def test_a_name_is_given_once(with_service: Folder) -> None:
    with_service.write("services/again.yaml", HELP.replace("code: help", "code: again"))
    with translation.override("en"), pytest.raises(PackRefused, match=re.escape("first in services/again.yaml")):
        load(with_service.path)


def test_a_changed_service_is_a_new_version_and_the_old_one_stays(with_service: Folder) -> None:
    load(with_service.path)
    assert not load(with_service.path).changed
    with_service.swap(FILE, "promised: 5", "promised: 3")
    load(with_service.path)
    promised = {row.version: (row.spec["days"]["promised"], row.current) for row in Service.objects.all()}
    assert promised == {1: (5, False), 2: (3, True)}
    with_service.remove(FILE)
    load(with_service.path)
    assert not Service.objects.filter(current=True).exists()
    assert Service.objects.count() == 2
    with_service.write(FILE, HELP)
    load(with_service.path)
    assert Service.objects.get(current=True).version == 3
