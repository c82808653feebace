"""Two districts made from the mini pack: one below, and one whose city and province look at what it reports up."""

from __future__ import annotations

from pathlib import Path

from tests.packs.folders import Folder

SERVICE = "gaoling-jintie"
LOWER, UPPER = "990202", "990203"
COMMUNITY, WORKS, CITY_OFFICE = f"{LOWER}001001", f"{LOWER}-works", f"{LOWER}-shi"
PROVINCE_OFFICE = f"{LOWER}-sheng"
CITY, PROVINCE = f"{UPPER}-shi", f"{UPPER}-sheng"
# What each calls the other.
UPPER_PEER, LOWER_PEER = "shi-pingtai", "qu-pingtai"

_SERVICE = """code: {code}
name: {name}
summary: 年满80周岁的老人，按月领取高龄津贴
words: [老人补贴, 八十岁津贴]
audience: [older]
events: [ageing]
holder: {holder}
counter: {counter}
chain: [{chain}]
who: 年满80周岁的老人。
conditions:
  - text: 老人年满80周岁
  - text: 没有重复领取
materials:
  - {{id: id_card, name: 老人的居民身份证, needs: photo, sample: id_card, issued_by: 公安机关}}
  - {{id: bank_card, name: 老人本人的银行卡, needs: photo, sample: bank_card, issued_by: 银行}}
steps:
  - {{who: 申请人, does: 填表、拍照交材料}}
  - {{who: 各级, does: 逐级审查, term: 5个工作日}}
fee: 不收费
basis:
  - {{name: 《中华人民共和国老年人权益保障法》}}
days: {{promised: 10}}
results: [高龄津贴按月发到卡上]
saves: {{materials_before: 5, materials_now: 2, visits_before: 2, visits_now: 0}}
form:
  - title: 老人的情况
    fields:
      - {{id: elder, kind: person, label: 老人}}
      - {{id: household_area, kind: area, label: 户籍所在社区（村）}}
      - {{id: address, kind: address, label: 现在住哪里}}
      - {{id: living, kind: choice, label: 现在和谁住, choices: [{living}]}}
{more}"""
LIVING = "自己住, 和子女住"
# Applied for below, and decided on nowhere above.
UNKNOWN_ABOVE, UNKNOWN_NAME = "zhucan-butie", "助餐补贴"


def lower(folder: Path, peer: str = UPPER_PEER) -> Folder:
    """A district whose works department reports up to a city that works on another installation."""
    pack = Folder(folder)
    pack.swap(
        "organisations.yaml",
        "short: 住建, kind: department}",
        f"short: 住建, kind: department, parent: {CITY_OFFICE}}}",
    )
    pack.add("organisations.yaml", _office(CITY_OFFICE, "样本市住房和城乡建设局", "市住建", f"installation: {peer}"))
    below(pack)
    return pack


def below(pack: Folder, **form: str) -> None:
    """The services of the one below; `form` as in `service`."""
    service(pack, WORKS, "community", "community, district, city", **form)
    service(pack, WORKS, "community", "community, district, city", code=UNKNOWN_ABOVE, name=UNKNOWN_NAME)


def silence_is_consent(pack: Folder) -> None:
    """Below, with a province above the city, on yet another installation: granted by law where nobody speaks in time."""
    pack.swap(
        "organisations.yaml", f"installation: {UPPER_PEER}", f"installation: {UPPER_PEER}, parent: {PROVINCE_OFFICE}"
    )
    pack.add(
        "organisations.yaml",
        _office(PROVINCE_OFFICE, "样本省住房和城乡建设厅", "省住建", "installation: sheng-pingtai"),
    )
    service(pack, WORKS, "community", "community, district, city, province")
    pack.swap(f"services/{SERVICE}.yaml", "days: {promised: 10}", "days: {promised: 10, law: 20}\nconsent: silence")


def upper(folder: Path) -> Folder:
    """A district whose works department has a city and a province above it, which look at what comes from below."""
    pack = Folder(folder)
    pack.become(UPPER, "upper", "upper.")
    pack.swap(
        "organisations.yaml", "short: 住建, kind: department}", f"short: 住建, kind: department, parent: {CITY}}}"
    )
    pack.add("organisations.yaml", _office(CITY, "样本市住房和城乡建设局", "市住建", f"parent: {PROVINCE}"))
    pack.add("organisations.yaml", _office(PROVINCE, "样本省住房和城乡建设厅", "省住建"))
    for username, unit in (("upper.city", CITY), ("upper.province", PROVINCE)):
        held = f"[{{role: department_handler, organisation: {unit}}}]"
        pack.add("people.yaml", f"  - {{username: {username}, name: 某{username}, positions: {held}}}\n")
    service(pack, f"{UPPER}-works", "city", "city, province")
    return pack


def service(
    pack: Folder, holder: str, counter: str, chain: str, *, code: str = SERVICE, name: str = "高龄津贴", living: str = LIVING,
    more: str = "",
) -> None:  # fmt: skip
    """`more`: further fields of the form, as YAML."""
    (pack.path / "services").mkdir(exist_ok=True)
    text = _SERVICE.format(holder=holder, counter=counter, chain=chain, code=code, name=name, living=living, more=more)
    pack.write(f"services/{code}.yaml", text)


def _office(code: str, name: str, short: str, more: str = "") -> str:
    return f"- {{code: {code}, name: {name}, short: {short}, kind: department{', ' if more else ''}{more}}}\n"
