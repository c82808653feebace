"""What invented cards tell: causes of death as chains, tumours as they are described, events and how they are seen."""

from __future__ import annotations

from dataclasses import dataclass

Link = tuple[str, str, str]


@dataclass(frozen=True)
class Story:
    """A chain of causes from the direct one on; `cause` where it is not the lowest line."""

    weight: int
    chain: tuple[Link, ...]
    youngest: int = 0
    oldest: int = 120
    sex: str = ""
    manner: str = "natural"
    cause: str = ""


@dataclass(frozen=True)
class TumourKind:
    weight: int
    sites: tuple[str, ...]
    cells: tuple[str, ...]
    youngest: int = 20
    sex: str = ""
    paired: bool = False
    graded: bool = True


_FAILURE: Link = ("心力衰竭", "I50.9", "1天")
_BREATH: Link = ("呼吸衰竭", "J96.9", "2天")
_SPREAD: Link = ("多器官转移", "C79", "2月")
STORIES: tuple[Story, ...] = (
    Story(150, (_FAILURE, ("急性心肌梗死", "I21.9", "2天"), ("冠状动脉粥样硬化性心脏病", "I25.1", "8年")), 40),
    Story(70, (("心源性休克", "R57.0", "6小时"), ("急性前壁心肌梗死", "I21.0", "1天")), 30),
    Story(110, (("脑疝", "G93.5", "1天"), ("脑梗死", "I63.9", "9天")), 45),
    Story(80, (("脑疝", "G93.5", "8小时"), ("脑出血", "I61.9", "2天")), 35),
    Story(60, (("坠积性肺炎", "J18.9", "10天"), ("脑梗死后遗症", "I69.3", "6年")), 55),
    Story(25, (_FAILURE, ("高血压性心脏病", "I11.0", "12年")), 50),
    Story(90, (_BREATH, ("肺癌", "C34.9", "1年")), 35),
    Story(40, (_SPREAD, ("肝癌", "C22.9", "10月")), 30),
    Story(38, (_SPREAD, ("胃癌", "C16.9", "2年")), 35),
    Story(34, (_SPREAD, ("结肠癌", "C18.9", "2年")), 35),
    Story(24, (_SPREAD, ("食管癌", "C15.9", "1年")), 40),
    Story(18, (_SPREAD, ("胰腺癌", "C25.9", "6月")), 40),
    Story(26, (_SPREAD, ("乳腺癌", "C50.9", "4年")), 30, sex="female"),
    Story(12, (_SPREAD, ("宫颈癌", "C53.9", "3年")), 30, sex="female"),
    Story(12, (_SPREAD, ("前列腺癌", "C61", "5年")), 60, sex="male"),
    Story(10, (("颅内压增高", "G93.6", "3天"), ("脑恶性肿瘤", "C71.9", "1年"))),
    Story(10, (("败血症", "A41.9", "5天"), ("急性髓样白血病", "C92", "8月")), 5),
    Story(60, (_BREATH, ("慢性阻塞性肺疾病急性加重", "J44.1", "7天"), ("慢性阻塞性肺疾病", "J44.9", "15年")), 50),
    Story(28, (_BREATH, ("肺炎", "J18.9", "12天")), 60),
    Story(38, (("糖尿病酮症酸中毒", "E11.1", "3天"), ("2型糖尿病", "E11.9", "14年")), 40),
    Story(14, (("肝性脑病", "K72", "4天"), ("肝硬化", "K74.6", "9年")), 35),
    Story(16, (("尿毒症", "N19", "20天"), ("慢性肾脏病", "N18", "7年")), 40),
    Story(14, (("肺部感染", "J18.9", "14天"), ("阿尔茨海默病", "G30", "6年")), 70),
    Story(8, (("吸入性肺炎", "J69.0", "6天"), ("帕金森病", "G20", "9年")), 60),
    Story(20, (("颅内损伤", "S06", "3小时"), ("行人被汽车撞伤", "V03", "3小时")), 8, manner="accident"),
    Story(16, (("股骨骨折并发肺栓塞", "I26", "2天"), ("同一平面滑倒", "W01", "20天")), 65, manner="accident"),
    Story(6, (("窒息", "T71", "30分钟"), ("食物呛入气道", "W79", "30分钟")), 0, manner="accident"),
    Story(6, (("一氧化碳中毒", "T58", "2小时"), ("炉火取暖中毒", "X47", "2小时")), 20, manner="accident"),
    Story(60, (("衰老", "R54", "1年"),), 85),
    Story(30, (("死因不明", "R99", ""),), 50),
    Story(22, (_FAILURE,), 70),
    Story(60, (("新生儿呼吸窘迫", "P22", "2天"), ("早产", "P07", "2天")), 0, 0),
    Story(30, (_FAILURE, ("先天性心脏病", "Q24", "3月")), 0, 5),
    Story(20, (("溺水", "T71", "20分钟"), ("自然水域内淹溺", "W69", "20分钟")), 4, 30, manner="accident"),
    Story(12, (("脑疝", "G93.5", "5小时"), ("蛛网膜下出血", "I60.9", "1天")), 25),
)  # fmt: skip
TUMOUR_KINDS: tuple[TumourKind, ...] = (
    TumourKind(190, ("C34.1", "C34.3", "C34.2"), ("8140", "8070", "8041"), paired=True),
    TumourKind(80, ("C16.0", "C16.2", "C16.3"), ("8140", "8490", "8211")),
    TumourKind(95, ("C18.7", "C18.2", "C20.9", "C18.0"), ("8140", "8480", "8211")),
    TumourKind(70, ("C22.0",), ("8170",)),
    TumourKind(45, ("C15.4", "C15.5"), ("8070",), 40),
    TumourKind(26, ("C25.0", "C25.2"), ("8140", "8500"), 40),
    TumourKind(150, ("C50.4", "C50.5", "C50.2"), ("8500", "8520"), 25, "female", True),
    TumourKind(45, ("C53.1", "C53.9"), ("8070", "8140"), 25, "female"),
    TumourKind(30, ("C54.1",), ("8380",), 30, "female"),
    TumourKind(22, ("C56.9",), ("8441", "8460"), 25, "female", True),
    TumourKind(50, ("C61.9",), ("8140",), 50, "male"),
    TumourKind(90, ("C73.9",), ("8260", "8341"), 15, "female"),
    TumourKind(22, ("C73.9",), ("8260", "8341"), 15, "male"),
    TumourKind(24, ("C64.9",), ("8312", "8310"), 30, paired=True),
    TumourKind(28, ("C67.9", "C67.2"), ("8120", "8130"), 35),
    TumourKind(24, ("C71.1", "C71.2"), ("9440", "9400"), 15),
    TumourKind(30, ("C77.8", "C77.0"), ("9680", "9591"), 15, graded=False),
    TumourKind(24, ("C42.1",), ("9861", "9823", "9732"), 20, graded=False),
    TumourKind(14, ("C32.0",), ("8070",), 40),
    TumourKind(12, ("C11.9",), ("8072",), 25),
    TumourKind(10, ("C80.9", "C26.9"), ("8010",), 40),
    TumourKind(10, ("C42.1",), ("9836",), 0, graded=False),
)  # fmt: skip
# Code, how it is mostly confirmed, how many die within weeks, how often.
EVENT_KINDS: tuple[tuple[str, str, float, int], ...] = (
    ("I63.9", "imaging", 0.05, 480), ("I63.3", "imaging", 0.05, 180), ("I61.9", "imaging", 0.34, 130), ("I60.9", "imaging", 0.3, 26),
    ("I64", "clinical", 0.2, 30), ("I21.9", "ecg", 0.2, 170), ("I21.0", "ecg", 0.22, 80), ("I22", "ecg", 0.3, 10), ("I46.1", "clinical", 1.0, 40),
)  # fmt: skip
FAULTY: dict[str, tuple[dict[str, str], ...]] = {
    "death": ({"died_on": ""}, {"a_code": "I50.9", "a_lasted": "很久"}, {"sex": "female", "a_text": "前列腺癌", "a_code": "C61", "b_text": "", "b_code": "", "c_text": "", "c_code": "", "cause": "C61"}),
    "tumour": ({"topography": "C61.9", "sex": "female"}, {"behaviour": "", "basis": ""}, {"morphology": "9510", "topography": "C34.1"}),
    "event": ({"icd": "G45"}, {"onset_on": ""}, {"died_on": "2019-01-01"}),
}  # fmt: skip
