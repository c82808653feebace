"""Who issued an official text, and of which level it is: by its title, who signed it, its head, or its number."""

from __future__ import annotations

import re

from .numbers import without_numbers
from .paragraphs import joined, unspaced

# What a list and a poster have room for.
LONGEST = 120
_ORGANISATION = re.compile(
    r"(?:中共[\u3400-\u9fff]{2,12}委(?:员会)?(?:办公厅|办公室)?|国务院办公厅|国务院(?!关于印发)"
    r"|[\u3400-\u9fff]{2,18}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会办公室|委员会|办公厅|办公室|总局|管理局|监督局|基金委|科学院|工程院"
    r"|银行|分行|支行|中科院|总工会|供销合作总社|科协|领导小组办公室|领导小组|人民代表大会常务委员会|妇联|团委|残联|部|委|厅|局|署|院|中心|联席会议))"
)
# Where one organisation's name ends and the next one's begins, in texts that lost the blank between them.
_RUN_TOGETHER = re.compile(
    r"((?:部|委|厅|局|院|会|办公室|人民政府|国务院|党委))(?=(?:河北|山东|四川|新疆|中共|国家|中国|国务院|财政|科技|科学技术|教育|工业和|人力|发展|税务|农业|商务"
    r"|知识产权|国资|证监|保监|银监|银保监|工商|版权|中科院|工程院|自然|卫生|民政|公安|司法|交通|住房|生态|水利|文化|市场监|统计|省)[\u3400-\u9fff]{0,16}?(?:部|委|厅|局|院|会|署|办公室|行))"
)
_SHORT_NAME = re.compile(r"[\u3400-\u9fff]{2,8}")
# What a name does not begin with: the paragraph before ran into it.
_SENTENCE = re.compile(r"(?:^| )(?:号|对|由|为|经|你|我|各|请|按|根据|附件|工作指引)")
_PASSED = re.compile(
    r"(?:^|(?<=[^\u3400-\u9fff])|(?<=[日由]))(?P<place>(?![日由已])[\u3400-\u9fff]{2,8}?(?:省|市|自治区))第[一二三四五六七八九十]{1,3}届人民代表大会常务委员会第[一二三四五六七八九十]{1,4}次会议[^。）)]{0,30}?(?:通过|修订|批准)"
)
_DECIDED = re.compile(r"(?:省|市|自治区|区|县)(?:人民)?政府第[0-9一二三四五六七八九十]{1,5}次常务会议")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,6}?(?:省|自治区|市|区|县)")
_LABELLED = re.compile(
    r"(?:颁布部门|发布单位|发文机关|发文单位|制定机关)\s*[】\]：:]\s*(?P<name>[\u3400-\u9fff]{4,40})"
)
# A title that begins with the name of whoever wrote the rules: 河北省科学技术厅行政许可类执法公示实施细则.
_OPENS = re.compile(
    r"(?:中国|国家|[\u3400-\u9fff]{2,5}[省市区县])[\u3400-\u9fff]{2,14}?(?:厅|局|委员会)(?=[\u3400-\u9fff]{6,})"
)

# By a number's name, where that is the same in the whole country.
_KNOWN = {"国发": "国务院", "国办发": "国务院办公厅", "国函": "国务院", "国办函": "国务院办公厅"}
_MINISTRIES = {"国科": "科学技术部"}
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"


def issuer_of(title: str, text: str, head: str, signed: str, number: str) -> str:
    """The names as they stand there, with a blank between two; "" where nothing tells. `signed`: who signed the text."""
    return apart(
        issuer_in_title(title) or signed or _in_head(head) or _labelled(text) or _by_whom_it_passed(title, text)
        or _of_number(number) or _opening(title)
    )  # fmt: skip


def issuer_in_title(title: str) -> str:
    """`财政部、科技部关于…` names who issued it, before its 关于, 印发 or 转发."""
    before = re.split(r"(?:文件)?关于|印发|转发|公布|发布|《", joined(title), maxsplit=1)[0]
    if before == joined(title):
        return ""
    names = re.sub(r"等[一二三四五六七八九十多0-9]{1,3}(?:个)?(?:部门|部委|单位)$", "", before.strip(" 、"))
    return names if _ends_as_organisation(names) and len(names) <= LONGEST else ""


def _ends_as_organisation(name: str) -> bool:
    return bool(name) and bool(_ORGANISATION.fullmatch(re.split(r"[ 、]", name)[-1]))


def apart(names: str) -> str:
    """Names of organisations that ran into one another, with a blank between them."""
    return _RUN_TOGETHER.sub(r"\1 ", names)


def name_before(text: str, end: int) -> str:
    """The organisations right before a place in the text, on one line or several, that do not belong to a sentence."""
    start = max(text.rfind(sign, 0, end) for sign in "。；：！？）》”，") + 1
    parts = [part for part in re.split(r"[\s　、]+", apart(text[start:end].strip())) if part]
    names: list[str] = []
    while parts and (_ORGANISATION.fullmatch(parts[-1]) or (names and _SHORT_NAME.fullmatch(parts[-1]))):
        names.insert(0, parts.pop())
    while names and _SHORT_NAME.fullmatch(names[0]) and not _ORGANISATION.fullmatch(names[0]):
        names.pop(0)
    said = " ".join(names)
    return _within(names) if text[start - 1 : start] != "，" and not _SENTENCE.search(said) else ""


def _within(names: list[str]) -> str:
    """As many of them as there is room for, and how many they are."""
    said = " ".join(names)
    if len(said) <= LONGEST:
        return said
    most = max(count for count in range(len(names)) if len(" ".join(names[:count])) <= LONGEST - 8)
    return f"{' '.join(names[:most])}等{len(names)}个部门" if most else ""


def _in_head(head: str) -> str:
    before, about, _after = unspaced(head).partition("关于")
    if not about:
        return ""
    before = apart(without_numbers(before))
    found = re.search(
        r"((?:[\u3400-\u9fff]{2,20}(?:部|委|厅|局|院|办公厅|人民政府|总局|署|会)[、 ]?){1,8})$", before.strip()
    )
    name = found[1].strip("、 ") if found else ""
    return name if name and _ends_as_organisation(name) and not _SENTENCE.search(name) else ""


def _labelled(text: str) -> str:
    found = _LABELLED.search(text[:400])
    name = found["name"] if found else ""
    return name if name and re.search(r"(?:委员会|常委会|政府|厅|局|部|会)$", name) else ""


def _by_whom_it_passed(title: str, text: str) -> str:
    """The standing committee that passed a regulation, or the government whose meeting decided it."""
    start = unspaced(text[:400])
    if passed := _PASSED.search(start):
        return f"{passed['place']}人民代表大会常务委员会"
    place = _PLACE.match(unspaced(title))
    return f"{place[0]}人民政府" if place and _DECIDED.search(start) else ""


def _of_number(number: str) -> str:
    """By the number's name where that is the same in the whole country, or by whose order it is."""
    order = re.match(r"(?:中华人民共和国)?([\u3400-\u9fff]{2,20}?)(?:局长|部长|主任|主席)?令[第〔]", number)
    if order:
        return order[1]
    name = number.partition("〔")[0]
    return _KNOWN.get(name) or next((whose for first, whose in _MINISTRIES.items() if name.startswith(first)), "")


def _opening(title: str) -> str:
    found = _OPENS.match(unspaced(title))
    return found[0] if found and _ORGANISATION.fullmatch(found[0]) else ""


# Whose it is


def level_of(issuer: str, title: str, text: str = "", number: str = "") -> str:
    """central, province, city or district by the issuer's name, its number, or the places named first; "" where nothing tells."""
    name = issuer.split(" ")[0].split("、")[0]
    return (
        _told(name)
        or _of_number_name(number)
        or _told(unspaced(title))
        or _told(unspaced(text[:200]))
        or _guess(issuer, title)
    )


def _told(words: str) -> str:
    if re.match(r"^(?:中共中央|国务院|国家|中国(?![（(])|全国|[\u3400-\u9fff]{1,12}部(?:办公厅|$|、)|[\u3400-\u9fff]{1,10}总局|中央)", words):  # fmt: skip
        return "central"
    local = re.search(r"^[\u3400-\u9fff]{0,12}?(?:区|县)(?!域)[\u3400-\u9fff]{0,8}(?:人民政府|局|办|委)", words)
    if local and "自治区" not in words and "省" not in local[0] and "各" not in local[0]:
        return "district"
    if re.search(r"省|自治区", words):
        return "province"
    return "city" if re.search(r"市[\u3400-\u9fff]{0,10}(?:人民政府|局|委|办)", words) else ""


def _of_number_name(number: str) -> str:
    if number[:1] in _PROVINCES and number[:1]:
        return "province"
    return "central" if re.match(r"国[发办函科]|中[发办]|财[科教税企建]|工信|厅字", number) else ""


def _guess(issuer: str, title: str) -> str:
    return "central" if "部" in issuer or "国" in title[:4] else ""
