"""What people may get by their answers: judged by hand, the same in any order, and short."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.catalogue.fitting import Dialogue, Standing, fitting_answers
from linli.catalogue.guides import Guide
from linli.catalogue.models import LifeEvent
from linli.catalogue.questions import QuestionSpec
from linli.packs.never_kept import is_never_asked, is_never_kept
from tests.catalogue.dialogues import dialogue_of

CUIPING, YICHENG = dialogue_of("cuiping"), dialogue_of("yicheng")
BOTH = [pytest.param(CUIPING, id="cuiping"), pytest.param(YICHENG, id="yicheng")]


@dataclass(frozen=True)
class Person:
    """Somebody, what they answer (`question=answer`, several joined by +), and the services that go with it."""

    who: str
    says: str
    may: str
    nearly: str = ""
    not_theirs: str = ""
    asked: Dialogue = CUIPING


PEOPLE = [
    Person("an old woman of 82 from here", "who=家里老人 age=80岁及以上 hukou=户口在本区",
           may="高龄津贴 老年人优待证", not_theirs="义务教育入学登记 失业登记 城乡居民养老保险参保登记 个体工商户登记"),
    Person("the same at 75", "who=家里老人 age=60至79岁 hukou=户口在本区", may="老年人优待证", nearly="高龄津贴"),
    Person("she asks for herself", "who=自己 age=80岁及以上 hukou=户口在本区", may="高龄津贴 老年人优待证"),
    Person("82, her household registered elsewhere", "who=家里老人 age=80岁及以上 hukou=外地户口没居住证",
           may="老年人优待证 居住登记", nearly="高龄津贴"),
    Person("75 and registered elsewhere: two things stand against it", "who=家里老人 age=60至79岁 hukou=外地户口没居住证",
           may="老年人优待证", not_theirs="高龄津贴"),
    Person("58, soon old enough", "who=自己 age=50至59岁 hukou=户口在本区 insurance=居民社保",
           may="城乡居民养老保险参保登记", nearly="老年人优待证 城乡居民养老保险待遇领取", not_theirs="高龄津贴"),
    Person("an old man on relief who cannot do without help",
           "who=家里老人 age=60至79岁 hukou=户口在本区 income=在领低保 health=要人照顾",
           may="经济困难老年人养老服务补贴 医疗救助", not_theirs="最低生活保障 最低生活保障边缘家庭认定"),
    Person("the same, not on relief yet", "who=家里老人 age=60至79岁 hukou=户口在本区 income=收入很低 health=要人照顾",
           may="最低生活保障", nearly="经济困难老年人养老服务补贴"),
    Person("a farmer of 70 with two daughters", "who=自己 age=60至79岁 hukou=户口在本区 work=种地 family=一孩或两女 home=农村自家的房",
           may="农村部分计划生育家庭奖励扶助 耕地地力保护补贴 农机购置与应用补贴 农村宅基地申请", not_theirs="既有住宅加装电梯 计划生育特殊家庭扶助"),
    Person("parents who lost their only child", "who=自己 age=50至59岁 hukou=户口在本区 family=唯一的孩子不在了",
           may="计划生育特殊家庭扶助", nearly="农村部分计划生育家庭奖励扶助", not_theirs="独生子女父母奖励"),
    Person("the same, younger", "who=自己 age=16至49岁 hukou=户口在本区 family=唯一的孩子不在了", may="临时救助", nearly="计划生育特殊家庭扶助"),
    Person("parents with a certificate for one child", "who=自己 age=16至49岁 hukou=户口在本区 family=一孩或两女",
           may="独生子女父母奖励", not_theirs="农村部分计划生育家庭奖励扶助"),
    Person("somebody newly without work", "who=自己 age=16至49岁 hukou=户口在本区 work=没有工作 insurance=职工社保",
           may="失业登记 失业保险金申领 就业困难人员认定 公益性岗位申请", nearly="就业登记", not_theirs="困难职工帮扶 老年人优待证"),
    Person("never insured, without work", "who=自己 age=16至49岁 hukou=户口在本区 work=没有工作 insurance=都没参加",
           may="失业登记 城乡居民养老保险参保登记", nearly="失业保险金申领", not_theirs="灵活就业社会保险补贴"),
    Person("a courier who pays his own insurance", "who=自己 age=16至49岁 work=打零工 insurance=职工社保",
           may="灵活就业社会保险补贴 灵活就业人员参保登记 就业登记 困难职工帮扶", nearly="公益性岗位申请 就业困难人员认定", not_theirs="失业登记 城乡居民养老保险参保登记"),
    Person("hurt at work", "who=自己 matter=看病残疾 age=16至49岁 work=在单位上班 insurance=职工社保", may="工伤认定申请", not_theirs="失业保险金申领"),
    Person("a graduate in need", "who=自己 age=16至49岁 work=在读书 income=收入很低 hukou=都不在本区",
           may="毕业生求职补贴 家庭经济困难学生资助", nearly="最低生活保障"),
    Person("a graduate who is well off", "who=自己 age=16至49岁 work=在读书 income=过得去", may="教师资格认定", nearly="毕业生求职补贴"),
    Person("a worker from elsewhere who rents", "who=自己 age=16至49岁 hukou=外地户口没居住证 home=租房 income=收入不高 work=在单位上班",
           may="居住登记 居住证申领 户口迁入 公共租赁住房申请 住房租赁补贴 困难职工帮扶 房屋租赁登记备案", nearly="教师资格认定 住宅专项维修资金使用备案", not_theirs="农村危房改造补助 农村宅基地申请"),
    Person("one who wants to move here", "who=自己 hukou=都不在本区 matter=住房搬家种地", may="户口迁入", nearly="居住登记 居住证申领 养犬登记"),
    Person("a first grader from here", "who=家里孩子 child=还没上小学 hukou=户口在本区 matter=上学",
           may="义务教育入学登记 预防接种证补办", not_theirs="随迁子女入学申请 失业登记"),
    Person("a first grader with a permit", "who=家里孩子 child=还没上小学 hukou=外地户口有居住证 matter=上学",
           may="随迁子女入学申请", nearly="义务教育入学登记"),
    Person("a first grader without a permit", "who=家里孩子 child=还没上小学 hukou=外地户口没居住证 matter=上学",
           may="居住证申领 预防接种证补办", nearly="随迁子女入学申请 义务教育入学登记"),
    Person("a child just born", "who=家里孩子 child=刚出生 hukou=户口在本区 insurance=都没参加",
           may="新生儿落户 生育登记 城乡居民基本医疗保险参保登记 预防接种证补办", not_theirs="义务教育入学登记 家庭经济困难学生资助"),
    Person("an orphan", "who=家里孩子 child=小学或初中 hukou=户口在本区 parents=父母都不在了",
           may="孤儿基本生活保障", not_theirs="事实无人抚养儿童基本生活补贴"),
    Person("a child whose parents cannot care", "who=家里孩子 child=小学或初中 hukou=外地户口没居住证 parents=父母照顾不了",
           may="特困人员救助供养", nearly="事实无人抚养儿童基本生活补贴", not_theirs="孤儿基本生活保障"),
    Person("a child of five with autism, no certificate", "who=家里孩子 child=还没上小学 hukou=外地户口有居住证 health=残疾没办证",
           may="残疾儿童康复救助", nearly="残疾人证办理", not_theirs="重度残疾人护理补贴"),
    Person("disabled, with the certificate, on relief", "who=其他家人 hukou=户口在本区 income=在领低保 health=有残疾证",
           may="困难残疾人生活补贴 重度残疾人护理补贴 残疾人辅助器具适配补贴", not_theirs="残疾人证办理"),
    Person("disabled, without one", "who=其他家人 hukou=户口在本区 income=在领低保 health=残疾没办证",
           may="残疾人证办理", nearly="困难残疾人生活补贴 重度残疾人护理补贴 残疾人辅助器具适配补贴"),
    Person("ill for long and insured", "who=自己 health=重病慢性病 insurance=居民社保 income=收入不高 hukou=户口在本区 age=50至59岁",
           may="门诊慢特病待遇认定 医疗救助 异地就医备案 农村妇女“两癌”患病救助 最低生活保障边缘家庭认定", nearly="最低生活保障"),
    Person("a veteran", "who=自己 age=16至49岁 hukou=户口在本区 family=退役军人", may="退役军人优待证申领 退役士兵自主就业一次性经济补助"),
    Person("the widow of a martyr", "who=家里老人 age=60至79岁 hukou=户口在本区 family=军烈属",
           may="退役军人优待证申领", not_theirs="退役士兵自主就业一次性经济补助"),
    Person("about to open a noodle shop", "who=店铺公司 trade=卖吃的 licence=还没有",
           may="个体工商户登记 企业设立登记 食品摊贩备案", nearly="小餐饮备案 食品经营许可", not_theirs="个体工商户注销 高龄津贴 道路货物运输经营许可"),
    Person("a noodle shop with its licence", "who=店铺公司 trade=卖吃的 licence=有了",
           may="小餐饮备案 食品经营许可 门头招牌设置备案 城镇污水排入排水管网许可", not_theirs="个体工商户登记 公共场所卫生许可"),
    Person("a shop that closes", "who=店铺公司 trade=卖吃的 licence=不想做了", may="个体工商户注销", not_theirs="小餐饮备案 个体工商户登记"),
    Person("a haulier", "who=店铺公司 trade=货运 licence=有了", may="道路货物运输经营许可", not_theirs="食品经营许可"),
    Person("neighbours", "who=小区邻里", may="既有住宅加装电梯 住宅专项维修资金使用备案 社区社会组织备案", not_theirs="高龄津贴 个体工商户登记"),
    Person("a family in mourning", "who=家里老人 matter=养老后事 hukou=户口在本区", may="死亡户口注销 惠民殡葬基本服务费减免", not_theirs="失业登记"),
    Person("80 in 峄城", "who=家里老人 age=80岁往上 hukou=落在峄城", may="高龄津贴", not_theirs="义务教育入学登记", asked=YICHENG),
    Person("70 in 峄城", "who=家里老人 age=60到79岁 hukou=落在峄城", may="临时救助", nearly="高龄津贴", asked=YICHENG),
    Person("a pupil whose father lives abroad", "who=家里孩子 child=上高中 hukou=落在峄城 overseas=父母是归侨华侨",
           may="三侨考生身份认定 侨眷身份认定", not_theirs="华侨回国定居", asked=YICHENG),
    Person("one who lives abroad still", "who=自己 overseas=还定居在国外 hukou=落在峄城", may="华侨回国定居", nearly="归侨身份认定", asked=YICHENG),
    Person("a wheat farmer who trades without a licence", "who=自己 age=16到59岁 work=种小麦+做买卖 licence=没有执照",
           may="耕地地力保护补贴 个体工商户登记", nearly="创业担保贷款资格审核", asked=YICHENG),
]  # fmt: skip


def answers(said: str) -> dict[str, list[str]]:
    return {name: texts.split("+") for name, texts in (one.split("=") for one in said.split())}


def names(services: list[Guide]) -> set[str]:
    return {one.name for one in services}


@pytest.mark.parametrize("person", PEOPLE, ids=[one.who for one in PEOPLE])
def test_people_find_what_is_theirs(person: Person) -> None:
    standing = person.asked.standing(answers(person.says))
    assert len(standing.answers) == len(answers(person.says)), "every answer of the story is one that counts"
    fitting, nearly = names(standing.fitting), {one.guide.name for one in standing.nearly}
    assert set(person.may.split()) - fitting == set()
    assert set(person.nearly.split()) - nearly == set()
    assert set(person.not_theirs.split()) & (fitting | nearly) == set()
    assert not fitting & nearly


def test_what_is_missing_is_said_in_words() -> None:
    at_75 = CUIPING.standing(answers("who=家里老人 age=60至79岁 hukou=户口在本区"))
    told = {one.guide.name: one.missing for one in at_75.nearly}
    assert "满80周岁" in told["高龄津贴"]


def test_the_closest_come_first() -> None:
    old = CUIPING.standing(answers("who=家里老人 age=80岁及以上 hukou=户口在本区"))
    assert old.fitting[0].name == "高龄津贴"
    assert [one.name for one in old.fitting].index("老年人优待证") < [one.name for one in old.fitting].index(
        "法律援助申请"
    )


def walked(asked: Dialogue, wanted: Guide | None = None) -> list[Standing]:
    """A whole dialogue: each question answered as the service wants it, or skipped."""
    said: dict[str, list[str]] = {}
    steps = [asked.standing(said)]
    while (one := steps[-1].next) is not None:
        said[one.id] = fitting_answers(wanted.spec, one)[:1] if wanted else [""]
        steps.append(asked.standing(said))
    return steps


@pytest.mark.parametrize("asked", BOTH)
def test_every_service_is_reached_by_some_answers(asked: Dialogue) -> None:
    ends = {service.name: walked(asked, service)[-1] for service in asked.services}
    assert [name for name, end in ends.items() if name not in names(end.fitting)] == []
    assert max(len(end.answers) for end in ends.values()) <= 11
    first = {name for name, end in ends.items() if end.fitting[0].name == name}
    assert len(first) > len(ends) / 3, "who answers for a service has it near the top"


@pytest.mark.parametrize("asked", BOTH)
def test_only_what_still_changes_something_is_asked(asked: Dialogue) -> None:
    for service in (None, *asked.services):
        for step in walked(asked, service):
            assert (step.left == 0) == (step.next is None)
            if step.next is not None:
                after = [asked.standing({**step.answers, step.next.id: [text]}) for text in step.next.offered]
                assert min(len(one.fitting) for one in after) < len(step.fitting)


@pytest.mark.parametrize("asked", BOTH)
def test_nothing_waits_for_an_answer_that_nobody_can_give(asked: Dialogue) -> None:
    for service in asked.services:
        for name in service.spec.fits:
            for parent, wanted in asked.questions[name].only_if.items():
                assert set(fitting_answers(service.spec, asked.questions[parent])) & set(wanted), (service.name, name)
            assert set(service.spec.fits[name]) < set(asked.questions[name].offered), (service.name, name)


@pytest.mark.parametrize("asked", BOTH)
def test_they_are_few_short_and_nobodys_belief_is_asked(asked: Dialogue) -> None:
    assert 8 <= len(asked.questions) <= 14
    turns = {event for one in asked.questions.values() for choice in one.choices for event in choice.events}
    assert turns >= {event for service in asked.services for event in service.spec.events}
    for one in asked.questions.values():
        said = [one.text, one.hint, *(text for choice in one.choices for text in (choice.text, choice.hint))]
        assert not is_never_kept(one.id) and not any(is_never_asked(text) for text in said)
        assert not any(word in text for text in said for word in ("党", "教徒", "信教", "政治", "民族", "族", "信仰"))


def test_every_turn_of_life_has_its_answer_where_all_services_are() -> None:
    turns = {event for one in CUIPING.questions.values() for choice in one.choices for event in choice.events}
    assert turns == set(LifeEvent)


def told(standing: Standing) -> tuple[object, ...]:
    return (
        dict(standing.answers), standing.next, standing.left, [one.code for one in standing.fitting],
        [(one.guide.code, one.question.id, one.missing) for one in standing.nearly],
    )  # fmt: skip


SAID = st.fixed_dictionaries(
    {},
    optional={
        one.id: st.lists(st.sampled_from([*one.offered, "", "没有这个回答"]), min_size=1, max_size=3)
        for one in CUIPING.questions.values()
    },
)


@given(SAID.flatmap(lambda said: st.tuples(st.just(said), st.permutations(list(said)))))
def test_in_whatever_order_it_is_answered_it_comes_to_the_same(case: tuple[dict[str, list[str]], list[str]]) -> None:
    said, order = case
    assert told(CUIPING.standing({name: said[name] for name in order})) == told(CUIPING.standing(said))


@given(st.dictionaries(st.text(max_size=12) | st.sampled_from(list(CUIPING.questions)), st.lists(st.text(max_size=9))))
def test_what_is_not_known_is_passed_over(said: dict[str, list[str]]) -> None:
    standing = CUIPING.standing(said)
    assert set(standing.answers) <= set(CUIPING.questions)
    assert len(standing.fitting) + len(standing.nearly) <= len(CUIPING.services)


@given(SAID)
def test_near_is_what_one_answer_stands_against(said: dict[str, list[str]]) -> None:
    """Counted the plain way, service by service."""
    standing = CUIPING.standing(said)
    against = {
        one.code: [
            name
            for name, chosen in standing.answers.items()
            if chosen and not set(chosen) & set(fitting_answers(one.spec, CUIPING.questions[name]))
        ]
        for one in CUIPING.services
    }
    assert {one.code for one in standing.fitting} == {code for code, names in against.items() if not names}
    assert all(against[one.guide.code] == [one.question.id] for one in standing.nearly)


def test_an_answer_to_a_question_that_is_not_theirs_does_not_count() -> None:
    standing = CUIPING.standing(answers("age=80岁及以上 who=家里孩子 licence=有了"))
    assert dict(standing.answers) == {"who": ("家里孩子",)}


def small(*fits: tuple[str, str]) -> Dialogue:
    """Three questions, each asked of who said yes to the one before, and a service that waits for each answer."""
    asked = [
        QuestionSpec.model_validate({"id": name, "text": name, "choices": ["是", "否"], "only_if": only_if})
        for name, only_if in (("first", {}), ("second", {"first": "是"}), ("third", {"second": "是"}))
    ]
    like = CUIPING.services[0]
    services = [replace(like, spec=like.spec.model_copy(update={"fits": {name: [answer]}})) for name, answer in fits]
    return Dialogue(asked, services)


def test_who_is_not_asked_a_question_is_not_asked_what_hangs_on_it() -> None:
    asked = small(("first", "是"), ("second", "是"), ("third", "是"))
    standing = asked.standing({"first": ["否"]})
    assert standing.next is None and standing.left == 0
    assert set(asked.answers({"first": ["否"], "third": ["是"]})) == {"first"}
    skipped = asked.standing({"first": ["是"], "second": [""]})
    assert skipped.next and skipped.next.id == "third"


def test_a_question_waits_for_all_that_it_hangs_on() -> None:
    """Nothing is ruled out by the second, so it is not asked; the third all the same comes after the first."""
    asked = small(("first", "是"), ("third", "是"), ("third", "是"))
    following = asked.standing({}).next
    assert following and following.id == "first"
    then = asked.standing({"first": ["是"]}).next
    assert then and then.id == "third"


def test_it_is_quick() -> None:
    began = time.perf_counter()
    for person in PEOPLE:
        person.asked.standing(answers(person.says))
    each = (time.perf_counter() - began) / len(PEOPLE) * 1000
    assert each < 20, f"{each:.2f} ms for a step over {len(CUIPING.services)} services"
