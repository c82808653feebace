"""What an official text says of itself: number (文号), issuer, dates, how long it holds, and what it repeals.

Numbers are written as GB/T 9704-2012 §7.2.5 has them (国办发〔2017〕43号), with other brackets or none in older texts, or as
orders and announcements are (科学技术部令第4号, 财政部 税务总局公告2022年第28号).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .paragraphs import even, joined, unspaced

# Where a text says what it is called: before whom it is addressed to, and never further in than this.
_HEAD = 420
_BRACKETS = r"[〔【\[（(﹝［]"
_NUMBER = re.compile(
    rf"(?P<name>[\u3400-\u9fff]{{2,26}})\s*{_BRACKETS}\s*(?P<year>(?:19|20)[0-9]{{2}})\s*[〕】\]）)﹞］]\s*第?\s*(?P<no>[0-9]{{1,4}})\s*号"
)
_ORDER = re.compile(
    r"(?P<name>(?:[\u3400-\u9fff]{2,40}(?:令|公告)))\s*(?P<rest>(?:(?:19|20)[0-9]{2}年)?第[0-9]{1,4}号)"
)
_BARE = re.compile(r"^(?P<name>[\u3400-\u9fff]{2,10})\s*(?P<no>[0-9]{1,4})\s*号")
# What a title ends with; a number's name begins after it where the two run together.
_ENDS = re.compile(
    r".*(?:通知|意见|办法|决定|公告|方案|规定|批复|复函|条例|细则|规划|纲要|措施|通报|指引|政策|关于|目录|名单|计划)"
)
_ORGANISATION = re.compile(
    r"(?:中共[\u3400-\u9fff]{2,12}委(?:员会)?(?:办公厅|办公室)?|国务院办公厅|国务院(?!关于印发)"
    r"|[\u3400-\u9fff]{2,18}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会办公室|委员会|办公厅|办公室|总局|管理局|监督局|基金委|科学院|工程院"
    r"|银行|中科院|总工会|供销合作总社|科协|领导小组办公室|领导小组|人民代表大会常务委员会|妇联|团委|残联|部|委|厅|局|署|院|中心|联席会议))"
)
# Where one organisation's name ends and the next one's begins, in texts that lost the blank between them.
_RUN_TOGETHER = re.compile(
    r"((?:部|委|厅|局|院|会|办公室|人民政府|国务院|党委))(?=(?:河北|山东|四川|新疆|中共|国家|中国|国务院|财政|科技|科学技术|教育|工业和|人力|发展|税务|农业|商务"
    r"|知识产权|国资|证监|保监|银监|银保监|工商|版权|中科院|工程院|自然|卫生|民政|公安|司法|交通|住房|生态|水利|文化|市场监|统计|省)[\u3400-\u9fff]{0,16}?(?:部|委|厅|局|院|会|署|办公室))"
)
_SHORT_NAME = re.compile(r"[\u3400-\u9fff]{2,8}")
# What a name does not begin with: the paragraph before ran into it.
_SENTENCE = re.compile(r"(?:^| )(?:号|对|由|为|经|你|我|各|请|按|根据|附件|工作指引)")
_DAY = r"(?P<year>(?:19|20)[0-9]{2})\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日"
_DATE = re.compile(_DAY)
_CHINESE_DATE = re.compile(
    r"(?P<year>[一二][一二三四五六七八九〇○零ＯO0]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_SPEAKS_OF_ANOTHER = re.compile(r"解读|答记者问|详解《|颁布《")
_DIGITS = {**{sign: n for n, sign in enumerate("〇一二三四五六七八九")}, **dict.fromkeys("○零ＯO0", 0)}
_FROM_ISSUE = re.compile(r"自(?:印发|发布|公布|下发|签发)之日起")
_FROM_DAY = re.compile(rf"自\s*{_DAY}\s*起")
_UNTIL = re.compile(rf"(?:有效期(?:限)?(?:至|到|截至|截止到?)|执行(?:期限)?至|(?:施行|实施|执行)至|起至)\s*{_DAY}")
_YEARS = re.compile(r"有效期(?:限)?(?:为|暂定)?\s*(?P<years>[0-9]{1,2}|[一二两三四五六七八九十])年")
_REPEALS = re.compile(
    r"(?:《(?P<title>[^《》]{4,80}(?:〈[^〈〉]+〉[^《》]*)?)》)?\s*[（(](?P<number>[^（）()]{2,16}[〔\[【][0-9]{4}[〕\]】]\s*[0-9]{1,4}号)[)）][^。；]{0,40}?(?:同时|予以|相应)?废止"
)


@dataclass(frozen=True)
class Official:
    """What was found; "" or None where the text does not say. `repeals` are the numbers of those it does away with."""

    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    repeals: tuple[str, ...] = ()


def read(title: str, text: str) -> Official:
    """Read a text that may begin with its own title and number. What explains another document has neither."""
    plain = even(text)
    if _SPEAKS_OF_ANOTHER.search(title):
        return Official()
    head = _head(plain)
    issuer, signed_on = _signature(plain)
    number = number_in(head, title)
    issuer = apart(issuer_in_title(title) or issuer or _issuer_in_head(head) or _issuer_of(number))
    begins, ends = _terms(plain, signed_on)
    return Official(number, issuer, signed_on, begins, ends, _repealed(plain, number))


# The number


def number_in(head: str, title: str = "") -> str:
    """The document's own number: the first that is not cited, in the head of a text or in a title."""
    for where in (head, title):
        for found in _NUMBER.finditer(where):
            if not _is_cited(where, found.start("name"), found.end()):
                name = _bare_name(found["name"], title)
                if 2 <= len(name) <= 12 and not name.startswith(("你", "我", "由", "经")):
                    return _written(name, found)
    for where in (title, head[:200]):
        found_order = _ORDER.search(unspaced(where))
        if found_order and not _is_cited(unspaced(where), found_order.start(), found_order.end()):
            name = found_order["name"]
            return f"{_bare_name(name[:-2], title)}{name[-2:]}{found_order['rest']}"
    bare = _BARE.match(head)
    return f"{bare['name']}{int(bare['no'])}号" if bare else ""


def normal_number(written: str) -> str:
    """A number in its one spelling, however its brackets were typed; what is no number stays as it is."""
    plain = even(written).strip()
    found = _NUMBER.fullmatch(plain)
    return _written(found["name"], found) if found else re.sub(r"\s+", "", plain)


def _written(name: str, found: re.Match[str]) -> str:
    """In the one spelling; orders (令) count with 第."""
    return f"{name}〔{found['year']}〕{'第' if name.endswith('令') else ''}{int(found['no'])}号"


def _head(text: str) -> str:
    """A text up to where it begins to speak: the one it is addressed to ends with a colon."""
    start = text[:_HEAD]
    cited = re.search(r"(?:为了?|根据|按照|依据|现将|贯彻)", start)
    return start[: cited.start()] if cited and cited.start() > 8 else start


def _is_cited(text: str, start: int, end: int) -> bool:
    """In brackets after a title, another document's number is named."""
    before = text[:start].rstrip()
    after = text[end : end + 24].lstrip()
    return before.endswith(("（", "(", "》", "根据", "按照")) or after.startswith(("）", ")")) or "收悉" in after


def _bare_name(name: str, title: str) -> str:
    """A number's name without what ran into it: the end of a title, or of the issuer's own name before it."""
    cut = _ENDS.match(name)
    name = name[cut.end() :] if cut and cut.end() < len(name) else name
    plain = unspaced(title).replace(" ", "")
    # The last characters of the title, where they stand right before the number.
    for length in range(min(len(name) - 2, len(plain)), 2, -1):
        if plain.endswith(name[:length]):
            return name[length:]
    return name


# The issuer


def issuer_in_title(title: str) -> str:
    """`财政部、科技部关于…` names who issued it, before its 关于, 印发 or 转发."""
    before = re.split(r"关于|印发|转发|公布|发布|《", joined(title), maxsplit=1)[0]
    if before == joined(title):
        return ""
    names = re.sub(r"等[一二三四五六七八九十多0-9]{1,3}(?:个)?(?:部门|部委|单位)$", "", before.strip(" 、"))
    return names if _ends_as_organisation(names) and len(names) <= 120 else ""


def _ends_as_organisation(name: str) -> bool:
    return bool(name) and bool(_ORGANISATION.fullmatch(re.split(r"[ 、]", name)[-1]))


def apart(names: str) -> str:
    """Names of organisations that ran into one another, with a blank between them."""
    return _RUN_TOGETHER.sub(r"\1 ", names)


def _signature(text: str) -> tuple[str, date | None]:
    """Who signed and when: the first date that stands after an organisation, or alone where a paragraph ends."""
    for found in _DATE.finditer(text):
        name = _name_before(text, found.start())
        day = _day(found)
        if name and day:
            return name, day
    for found in _CHINESE_DATE.finditer(text):
        day = _chinese_day(found)
        if day:
            return _name_before(text, found.start()), day
    alone = [found for found in _DATE.finditer(text) if _stands_alone(text, found.start(), found.end())]
    return "", _day(alone[0]) if alone else None


def _name_before(text: str, end: int) -> str:
    """The organisations right before a place in the text, where they end a paragraph and do not belong to a sentence."""
    start = max(text.rfind(sign, 0, end) for sign in "。；：！？）》”，\n") + 1
    parts = [part for part in re.split(r"[ 　、]+", apart(text[start:end].strip())) if part]
    names: list[str] = []
    while parts and (_ORGANISATION.fullmatch(parts[-1]) or (names and _SHORT_NAME.fullmatch(parts[-1]))):
        names.insert(0, parts.pop())
    while names and _SHORT_NAME.fullmatch(names[0]) and not _ORGANISATION.fullmatch(names[0]):
        names.pop(0)
    said = " ".join(names)
    return said if text[start - 1 : start] != "，" and len(said) <= 120 and not _SENTENCE.search(said) else ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(" "), text[end : end + 1]
    return (
        (not before or before[-1] in "。\n；）》")
        and (not after or after in " \n（(" or "\u4e00" <= after <= "\u9fff")
        and after not in "起至前以施"
    )


def _issuer_in_head(head: str) -> str:
    before, about, _after = unspaced(head).partition("关于")
    if not about:
        return ""
    before = apart(_NUMBER.sub("", before))
    found = re.search(
        r"((?:[\u3400-\u9fff]{2,20}(?:部|委|厅|局|院|办公厅|人民政府|总局|署|会)[、 ]?){1,8})$", before.strip()
    )
    name = found[1].strip("、 ") if found else ""
    return name if name and _ends_as_organisation(name) and not _SENTENCE.search(name) else ""


_KNOWN = {"国发": "国务院", "国办发": "国务院办公厅", "国函": "国务院", "国办函": "国务院办公厅"}


def _issuer_of(number: str) -> str:
    """By the number's name where that is the same in the whole country, or by whose order it is."""
    order = re.match(r"(?:中华人民共和国)?([\u3400-\u9fff]{2,20})令[第〔]", number)
    return order[1] if order else _KNOWN.get(number.partition("〔")[0], "")


# Dates


def read_day(written: str) -> date | None:
    """2024-04-26, 2024/4/26, 2024年4月26日, 二〇二四年四月二十六日, 20240426; None for anything else."""
    plain = even(written).strip()
    found = _DATE.fullmatch(plain) or re.fullmatch(
        r"(?P<year>(?:19|20)[0-9]{2})[-/.]?(?P<month>[0-9]{1,2})[-/.]?(?P<day>[0-9]{1,2})(?:[ T][0-9:.]+)?", plain
    )
    if found:
        return _day(found)
    chinese = _CHINESE_DATE.fullmatch(plain)
    return _chinese_day(chinese) if chinese else None


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _chinese_day(found: re.Match[str]) -> date | None:
    try:
        year = int("".join(str(_DIGITS[sign]) for sign in found["year"]))
        return date(year, chinese_number(found["month"]), chinese_number(found["day"]))
    except (ValueError, KeyError):
        return None


def chinese_number(written: str) -> int:
    """一 to 九十九. Raises KeyError for anything else."""
    tens, ten, ones = written.replace("两", "二").rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0) if ten else _DIGITS[ones]


def _terms(text: str, issued_on: date | None) -> tuple[date | None, date | None]:
    """From when and until when it holds, as its last articles say."""
    begins = None
    if found := _FROM_DAY.search(text[-1500:]):
        begins = _day(found)
    elif issued_on and _FROM_ISSUE.search(text):
        begins = issued_on
    until = _UNTIL.search(text)
    if until:
        return begins, _day(until)
    years = _YEARS.search(text)
    start = begins or issued_on
    if years and start:
        count = int(years["years"]) if years["years"].isdigit() else chinese_number(years["years"])
        return begins, _years_after(start, count) - timedelta(days=1)
    return begins, None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _repealed(text: str, own: str) -> tuple[str, ...]:
    found = (normal_number(one["number"]) for one in _REPEALS.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number != own))


# Whose it is


def level_of(issuer: str, title: str, text: str = "") -> str:
    """central, province, city or district by the issuer's name, or by the places named first; "" where nothing tells."""
    name = issuer.split(" ")[0].split("、")[0]
    for told in (name, unspaced(title), unspaced(text[:200])):
        if not told:
            continue
        if re.match(
            r"^(?:中共中央|国务院|国家|中国|全国|[\u3400-\u9fff]{1,12}部(?:办公厅|$|、)|[\u3400-\u9fff]{1,10}总局|中央)",
            told,
        ):
            return "central"
        if (
            re.search(r"^[\u3400-\u9fff]{0,12}?(?:区|县)(?!域)[\u3400-\u9fff]{0,8}(?:人民政府|局|办|委)", told)
            and "自治区" not in told
        ):
            return "district"
        if re.search(r"省|自治区", told):
            return "province"
        if re.search(r"市[\u3400-\u9fff]{0,10}(?:人民政府|局|委|办)", told):
            return "city"
    return "central" if "部" in issuer or "国" in title[:4] else ""
