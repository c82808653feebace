"""Whom a policy is for and what it is about, as far as its title says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from linli.catalogue.models import Audience

_FOR = {
    Audience.BUSINESSES: "企业|民营|个体|市场主体|经营主体|工商户|产业|招商|厂",
    Audience.STUDENTS: "学生|高校毕业生|招生|助学|奖学金|入学|学校",
    Audience.JOBSEEKERS: "就业|招聘|求职|失业|创业",
    Audience.OLDER: "老年|养老|高龄|老龄|康养",
    Audience.DISABLED: "残疾|无障碍",
    Audience.POOR: "低保|最低生活保障|困难|救助|贫困",
    Audience.FARMERS: "农民|农业|农村|耕地|乡村|种植|养殖|果农|石榴",
    Audience.VETERANS: "退役军人|优抚|军属",
    Audience.WOMEN: "妇女|生育|母婴|托育",
    Audience.CHILDREN: "儿童|幼儿|未成年",
    Audience.OVERSEAS: "侨|台胞|台港澳|港澳|海外|留学",
    Audience.WORKERS: "职工|农民工|劳动|工伤|工资",
    Audience.NEWCOMERS: "落户|居住证|流动人口|新市民",
}
# Levels as tables of policies write them.
_LEVELS = {
    "central": ("central", "中央", "国家", "国家级", "中央级"), "province": ("province", "省", "省级", "自治区"),
    "city": ("city", "市", "市级", "地市", "设区市"), "district": ("district", "区", "县", "区县", "区级", "县级", "区（市）", "县（区）"),
}  # fmt: skip


def audiences_in(title: str) -> list[str]:
    return [audience.value for audience, words in _FOR.items() if re.search(words, title)]


def audience_named(written: str) -> str | None:
    """The audience of that code or label."""
    return next((one.value for one in Audience if written in (one.value, str(one.label))), None)


def subjects_in(title: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Subjects whose name or words are in a title; `known`: words by name."""
    return [name for name, words in known.items() if name in title or any(word in title for word in words)]


def level_named(written: str) -> str:
    return next((level for level, words in _LEVELS.items() if written.strip().lower() in words), "")
