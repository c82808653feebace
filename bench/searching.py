"""Finding among a hundred thousand things: how fast they are taken in, found in the process and over HTTP, and how well."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from linli.search.asking import Synonyms
from linli.search.finding import Wanted, find
from linli.search.follow import Source, rebuild
from linli.search.index import Document, Gone, Index, cursors_of

from .client import Connection, UnexpectedAnswer, request
from .table import Row, Times, at_least, at_most, milliseconds, per_second, tell

DOCUMENTS = 100_000
IN_PROCESS, OVER_HTTP, A_SECOND, FINDABLE_IN, WELL = 0.005, 0.025, 50_000, 2.0, 0.85
QUERIES = 600

# What titles and texts are made of: every pair of a first and a second half is a word for something.
_FIRST_WORDS = """
老年 高龄 残疾 困难 低保 学生 就业 创业 住房 医疗 养老 社区 企业 农业 耕地 石榴 道路 路灯 排水 垃圾
消防 电梯 物业 停车 绿化 公交 图书 体育 文化 旅游 科技 税费 贷款 招聘 培训 生育 托育 婚姻 户籍 侨务
儿童 妇女 青年 教师 幼儿园 小学 中学 大学 职业 技能 工伤 失业 社保 医保 公积金 工资 合同 仲裁 法律
公证 调解 信访 投诉 食品 药品 餐饮 超市 市场 商标 专利 质量 价格 广告 电商 快递 物流 港口 铁路 桥梁
河道 水库 灌溉 供水 供电 燃气 供暖 通信 网络 数据 档案 统计 审计 财政 预算 采购 土地 林地 草地 森林
湿地 矿山 煤炭 钢铁 化工 纺织 机械 建材 汽车 轮胎 造纸 粮食 小麦 玉米 蔬菜 水果 养殖 生猪 家禽 渔业
农机 种子 化肥 农药 乡村 扶贫 移民 库区 宅基地 厕所 污水 大气 噪声 扬尘 秸秆 气象 地震 洪水 干旱 疫苗
传染病 慢性病 献血 急救 护理 康复 心理 中医 博物馆 剧场 非遗 文物 古树 公园 广场 健身 足球 游泳 志愿
慈善 红十字 殡葬 公墓 退役 军属 烈士 台胞 归侨 留学 人才 专家
"""
_FIRST = _FIRST_WORDS.split()
_SECOND_WORDS = """
津贴 补贴 救助 登记 申请 认定 改造 维修 服务 活动 讲座 管理 检查 整治 资助 奖励 贴息 减免 保险 报销
备案 许可 公示 招标 评审 规划 建设 试点 示范 宣传 调查 监测 应急 防治 培育 扶持 保障 发放 核查 验收
补偿 安置 拆迁 征收 租赁 转让 注销 变更 年检 抽检 处罚 听证 复议 公开 咨询 预约 评选 表彰 竞赛 展览
演出 培训班 推介 签约 合作 交流 考察 督导 考核 评估 通报 整改 巡查 执法 联动 值班 演练 普查 采样 鉴定
审批 核准 审核 复核 抽查 回访
"""
_SECOND = _SECOND_WORDS.split()
_TITLES = (
    "关于做好{year}年{a}{b}工作的通知",
    "{place}{a}{b}实施办法",
    "{a}{b}申报指南",
    "{place}举办{a}{b}",
    "关于{place}{a}与{c}{b}的答复",
    "{a}{b}",
)
_SENTENCES = (
    "符合条件的居民可以在{place}办理{a}{b}。",
    "{a}由{place}负责，{c}{d}按季公布。",
    "请带身份证到{place}咨询{a}{d}。",
    "{c}{b}和{a}{d}一并申请。",
)
_PLACES_WORDS = "坛山街道 吴林街道 榴园镇 阴平镇 底阁镇 古邵镇 峨山镇 东街社区 西街社区 政务大厅 便民中心 文化馆 体育馆 图书馆 产业园"
_PLACES = _PLACES_WORDS.split()
_KINDS = ("policy", "service", "article", "event", "proposal")
SYNONYMS = Synonyms((("低保津贴", "最低生活保障金"), ("招聘补贴", "吸纳就业补贴"), ("老年救助", "老人救助")))


def invented(count: int, district: str) -> Iterator[Document]:
    """So many things of a district, the frequent words frequent as in any language; always the same ones."""
    dice = random.Random("search")
    often, much = ([1 / rank for rank in range(1, len(one) + 1)] for one in (_FIRST, _SECOND))
    began = datetime(2015, 1, 1, tzinfo=UTC)
    for number in range(count):
        (a, c), (b, d) = dice.choices(_FIRST, often, k=2), dice.choices(_SECOND, much, k=2)
        year, place = 2015 + number % 12, dice.choice(_PLACES)
        told = {"a": a, "b": b, "c": c, "d": d, "year": year, "place": place}
        title = f"{dice.choice(_TITLES).format(**told)}（{number}号）"
        body = "".join(dice.choice(_SENTENCES).format(**told) for _ in range(dice.randint(1, 3)))
        terms = (f"level:{dice.choice(('central', 'province', 'city', 'district'))}", f"subject:{a}", f"year:{year}")
        yield Document(
            dice.choice(_KINDS), str(number), district, title, body, began + timedelta(hours=number), (f"政发〔{year}〕{number}号",),
            (), terms, number % 20 == 0, f"/things/{number}",
        )  # fmt: skip


def questions(count: int) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    """What people type, in all the ways they do, with what they narrow it to."""
    dice = random.Random("questions")
    made: list[tuple[str, dict[str, tuple[str, ...]]]] = []
    for number in range(count):
        a, b, place = dice.choice(_FIRST), dice.choice(_SECOND), dice.choice(_PLACES)
        typed = (
            f"{a}{b}", f"{a}{b}怎么办理", f"{place} {a}", f"“{a}{b}”", f"{a} {b} {place}", a, f"政发〔2020〕{dice.randint(0, 99999)}号",
            dice.choice(("jintie", "gaolingjintie", "shebaobutie", "gljt", "luntan", "xueshengzizhu")), dice.choice(("高令津贴", "路灯维秀", "住房布贴")),
            dice.choice(("低保津贴", "招聘补贴怎么领", "老年救助")),
        )[number % 10]  # fmt: skip
        ways: tuple[dict[str, tuple[str, ...]], ...] = (
            {},
            {"is": ("policy",)},
            {"year": ("2020", "2021"), "level": ("city",)},
        )
        narrowed = ways[number // 10 % len(ways)]
        made.append((typed, narrowed))
    return made


def fill(district: str, documents: Sequence[Document]) -> float:
    """Take them in as a rebuild does, a thousand at a time; documents a second."""

    def changes(after: str, limit: int) -> tuple[Sequence[Document | Gone], str]:
        start = int(after or 0)
        part = documents[start : start + limit]
        return part, str(start + len(part)) if part else after

    began = time.perf_counter()
    rebuild([Source("invented", changes)])
    return len(documents) / (time.perf_counter() - began)


def in_process(district: str) -> Times:
    """Each question once, after as many others: whole answers, passages and counts with them."""
    asked = questions(2 * QUERIES)
    for typed, narrowed in asked[:QUERIES]:
        find(Wanted(district, typed, narrowed), SYNONYMS)
    return Times([_taken(district, typed, narrowed) for typed, narrowed in asked[QUERIES:]])


def _taken(district: str, typed: str, narrowed: dict[str, tuple[str, ...]]) -> float:
    began = time.perf_counter()
    find(Wanted(district, typed, narrowed), SYNONYMS)
    return time.perf_counter() - began


def over_http(port: int, path: str, district: str) -> Times:
    """The same questions to a page or to the API, one after the other on one connection."""
    connection, taken = Connection(port), []
    for number, (typed, narrowed) in enumerate(questions(2 * QUERIES)):
        named = {("kind" if name == "is" else name): list(values) for name, values in narrowed.items()}
        query = urlencode({"q": typed, "district": district, **named}, doseq=True)
        began = time.perf_counter()
        answer = connection.send(request("GET", f"{path}?{query}", {}))
        if answer.status != 200:
            raise UnexpectedAnswer(f"{answer.status} for {typed}")
        if number >= QUERIES:
            taken.append(time.perf_counter() - began)
    connection.close()
    return Times(taken)


def how_well() -> Row:
    """nDCG@10 of the judged questions, where the policies they are about are at hand."""
    from tests.search.judged import NotThere, judged

    name = "search: nDCG@10 of the judged questions"
    try:
        known = judged()
    except NotThere as absent:
        return Row(name, "not measured", f"≥ {WELL}", None, str(absent))
    known.fill(Index.open())
    measured = known.measured()
    remark = f"{len(measured)} questions about {len(known.policies)} policies"
    return at_least(name, sum(measured.values()) / len(measured), WELL, lambda value: f"{value:.3f}", remark)


def findable(port: int, district: str) -> float:
    """Seconds from a change being told until a server finds it, the second a worker waits between two looks at most included."""
    index = Index.open()
    folder = index.folder
    assert folder is not None, "the index was filled"
    mark = Document(
        "policy", "mark", district, "刚刚发布的独角兽企业办法", "", datetime.now(UTC), address="/things/mark"
    )
    connection = Connection(port)
    began = time.perf_counter()
    index.add([mark], cursors_of(folder), folder)
    while True:
        query = urlencode({"q": "独角兽企业办法", "district": district})
        if b"mark" in connection.send(request("GET", f"/api/v1/search?{query}", {})).body:
            break
    connection.close()
    return time.perf_counter() - began + 1.0


def measure(district: str, slug: str) -> list[Row]:
    """All rows; the index is left with a hundred thousand things in it."""
    from .town import path, run, served

    judged_row = how_well()
    tell.log(f"inventing {DOCUMENTS:,} things to be found …")
    # In a process of its own, as `linli reindex` is; and no server has all of them in its memory.
    told = run(["-m", "bench.searching", district], os.environ | {"PYTHONPATH": path()}, 300)
    speed, letters = map(float, told.stdout.split())
    inside = in_process(district)
    with served() as server:
        api = over_http(server.port, "/api/v1/search", district)
        page = over_http(server.port, f"/{slug}/search", district)
        published = findable(server.port, district)
    among = f"of {DOCUMENTS:,}, {QUERIES} questions: words, sentences, pinyin, wrong characters, quotes, narrowed"
    return [
        at_least("search: things taken in", speed, A_SECOND, per_second, f"of {letters:.0f} characters each"),
        at_most("search: in the process, p95", inside.p95, IN_PROCESS, milliseconds, f"p50 {inside}; {among}"),
        at_most("search: API over HTTP, p95", api.p95, OVER_HTTP, milliseconds, f"p50 {api}"),
        at_most("search: page over HTTP, p95", page.p95, OVER_HTTP, milliseconds, f"p50 {page}"),
        at_most("search: published, then found, at most", published, FINDABLE_IN, milliseconds, "with the second between two looks"),
        judged_row,
    ]  # fmt: skip


def _alone(district: str) -> None:
    """Take in what is invented. Prints documents a second, and of how many letters they are."""
    import django

    django.setup()
    documents = list(invented(DOCUMENTS, district))
    letters = sum(len(one.title) + len(one.body) for one in documents) / len(documents)
    sys.stdout.write(f"{fill(district, documents)} {letters}\n")


if __name__ == "__main__":
    _alone(sys.argv[1])
