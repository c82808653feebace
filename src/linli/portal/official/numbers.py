"""A document's number (文号), told from the numbers of those that it cites.

Written as GB/T 9704-2012 §7.2.5 has them (国办发〔2017〕43号), with other brackets or none in older texts, or as orders and
announcements are (科学技术部令第4号, 财政部 税务总局公告2022年第28号, 国家知识产权局局长令（第30号）).
"""

from __future__ import annotations

import re

from .chinese import chinese_number
from .paragraphs import even, unspaced

# Where a text says what it is called: before whom it is addressed to, and never further in than this.
_HEAD = 420
_BRACKETS = r"[〔【\[（(﹝［]"
_PLAIN = rf"{_BRACKETS}\s*(?P<year>(?:19|20)[0-9]{{2}})\s*[〕】\]）)﹞］]\s*第?\s*(?P<no>[0-9]{{1,4}})\s*号"
_NUMBER = re.compile(rf"(?P<name>[\u3400-\u9fff]{{2,26}})\s*{_PLAIN}")
_COUNT = r"第(?P<no>[0-9]{1,4}|[一二三四五六七八九十百〇零]{1,6})号"
_ORDER = re.compile(
    rf"(?P<name>[\u3400-\u9fff]{{2,40}}(?:令|公告))\s*[（(]?(?P<year>(?:(?:19|20)[0-9]{{2}}年)?){_COUNT}[)）]?"
)
# 河北省第十一届人民代表大会常务委员会第63号公告公布
_ANNOUNCED = re.compile(
    r"(?:^|(?<=[^\u3400-\u9fff])|(?<=日))(?P<name>(?!日)[\u3400-\u9fff]{2,30}委员会)第(?P<no>[0-9]{1,4})号公告公布"
)
_BARE = re.compile(r"^(?P<name>[\u3400-\u9fff]{2,10})\s*(?P<no>[0-9]{1,4})\s*号")
# As some offices' archives append it to a text: ^复函^冀政办字〔2021〕117号^
_FILED = re.compile(rf"\^(?P<name>[\u3400-\u9fff]{{2,12}}){_PLAIN}\^")
# What a title ends with; a number's name begins after it where the two run together.
_ENDS = re.compile(
    r".*(?:通知|意见|办法|决定|公告|方案|规定|批复|复函|条例|细则|规划|纲要|措施|通报|指引|政策|关于|目录|名单|计划)"
)
# Where a text begins to speak of others: at the start of a sentence, or of what follows whom it is addressed to.
_SPEAKS = re.compile(r"(?:^|(?<=[：:。\s]))(?:为|根据|按照|依据|现将|贯彻)")


def number_in(head: str, title: str = "", text: str = "") -> str:
    """The document's own number: the first that is not cited, in the head of a text or in a title; or as it was filed."""
    for where in (head, title):
        for found in _NUMBER.finditer(where):
            name = _bare_name(found["name"], title)
            own = not _is_cited(where, found.end("name") - len(name), found.end())
            if own and 2 <= len(name) <= 12 and not name.startswith(("你", "我", "由", "经")):
                return _written(name, found)
    for where in (unspaced(title), unspaced(head[:200])):
        order = _ORDER.search(where)
        if order and not _is_cited(where, order.start(), order.end()):
            kind = re.search(r"(?:令|公告)$", order["name"])
            name = _bare_name(order["name"][: kind.start()], title) if kind else ""
            return f"{name}{kind[0] if kind else ''}{order['year']}第{_counted(order['no'])}号"
    if announced := _ANNOUNCED.search(unspaced(head[:200])):
        return f"{announced['name']}公告第{int(announced['no'])}号"
    if filed := _FILED.search(text):
        return _written(filed["name"], filed)
    bare = _BARE.match(head)
    return f"{bare['name']}{int(bare['no'])}号" if bare else ""


def normal_number(written: str) -> str:
    """A number in its one spelling, however its brackets were typed; what is no number stays as it is."""
    plain = even(written).strip()
    found = _NUMBER.fullmatch(plain)
    return _written(found["name"], found) if found else re.sub(r"\s+", "", plain)


def cited_in(text: str, own: str) -> tuple[str, ...]:
    """The numbers of other documents that a text names, each once."""
    found = (_written(_bare_name(one["name"], ""), one) for one in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number != own and len(number) <= 24))


def without_numbers(text: str) -> str:
    """A text without the numbers in it, and without one that was left unfinished (冀科农函【2011】号)."""
    return re.sub(rf"[\u3400-\u9fff]{{2,8}}{_BRACKETS}[0-9]{{4}}[〕】\]）)﹞］]第?号", "", _NUMBER.sub("", text))


def head_of(text: str) -> str:
    """A text up to where it begins to speak: the one it is addressed to ends with a colon."""
    start = text[:_HEAD]
    speaks = next((found for found in _SPEAKS.finditer(start) if found.start() > 8), None)
    return start[: speaks.start()] if speaks else start


def _counted(written: str) -> int:
    """126 of 126, 一二六 or 一百二十六."""
    if written.isdigit():
        return int(written)
    if "百" in written:
        hundreds, _hundred, rest = written.partition("百")
        return chinese_number(hundreds) * 100 + (chinese_number(rest.lstrip("零〇")) if rest else 0)
    return chinese_number(written) if "十" in written else int("".join(str(chinese_number(sign)) for sign in written))


def _written(name: str, found: re.Match[str]) -> str:
    """In the one spelling; orders (令) count with 第."""
    return f"{name}〔{found['year']}〕{'第' if name.endswith('令') else ''}{int(found['no'])}号"


def _is_cited(text: str, start: int, end: int) -> bool:
    """After a title in 《》, or in brackets after one, or in a sentence, another document's number is named."""
    before, after = text[:start].rstrip(), text[end : end + 24].lstrip()
    if "收悉" in after:
        return True
    if before.endswith(("（", "(")):
        # (冀科政〔2011〕9号) below the document's own title, or alone at the top.
        before = before[:-1].rstrip()
        return bool(before) and not before.endswith(("通知", "意见", "公告", "函", "通报"))
    return before.endswith(("》", "根据", "按照")) or after.startswith(("）", ")"))


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
