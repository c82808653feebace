"""Whether an address says that it lies in another province, city or county than this district."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .divisions import CITIES, PROVINCES
from .gazetteer import Mention
from .models import District, Level
from .revision import known_districts, per_revision

# What may stand before the address: 我家住在, 地址：.
_LEAD = r"^(?:.{0,8}?(?:在|住|是|于|址|[:：，,]))?"
# 成都市场, 市政 and 市民 are no cities; 提高县城 and 高县路口 are no counties.
_NO_CITY, _NO_COUNTY = r"(?![场政民容])", r"(?![城路街])"
# Behind a city: a district or county, not 小区, 社区 or 园区.
_COUNTY = r"[一-龥]{1,4}?(?<![小社校园厂片街景郊老辖地库民])[区县旗]"
# The steps between a city or county and a place in it: 柏溪街道, 喜捷镇. One is a short name that ends in what it is, so
# each is read in one way only, however many of these characters follow each other.
_STEPS = re.compile(r"(?:(?:(?!街道|社区)[^市区县旗镇乡村\W\d_]){0,8}+(?:街道|社区|[市区县旗镇乡村]))*+")


def elsewhere(text: str, district: District, mentions: Iterable[Mention]) -> str | None:
    """The other province, city or county that an address lies in, as it says.

    None also where a place that is surely of this district is named apart from that: “江安县来的车停在合江门广场”.
    One that stands right behind it (成都市武侯区人民路12号) is the other city's, which has such a road too.
    """
    said = _named(district.code)
    sign = said and said.search(text)
    if not sign:
        return None
    own = [one.at for one in mentions if is_sure(one)]
    own += [found.start() for found in re.finditer(re.escape(district.name), text)]
    if any(at < sign.end() or not _STEPS.fullmatch(text, sign.end(), at) for at in own):
        return None
    return next(part for part in sign.groups() if part)


def is_sure(mention: Mention) -> bool:
    """Whether it leads deeper than a street: a community, a venue, a building, a house number that a road has."""
    return any(
        mention.number is not None and place.has_number(mention.number)
        if place.kind == "road"
        else place.kind != Level.STREET
        for place in mention.places
    )


@per_revision
def _named(district_code: str) -> re.Pattern[str] | None:
    """What names another place: at the beginning a province, a city or a county next door; anywhere a city with its county.

    A county alone is believed only if the district names it as a neighbour: what ends in 区 is mostly a part of town.
    """
    district = known_districts().get(district_code)
    if district is None:
        return None
    cities = _one_of({*PROVINCES, *CITIES} - {district.province, district.city})
    # 四川宜宾江安县 is as good as 四川省宜宾市江安县.
    province, city = (f"(?:{re.escape(name[:-1])}{name[-1:]}?)?" for name in (district.province, district.city))
    neighbours = [str(name) for name in district.settings.get("neighbours", ()) if name != district.name]
    parts = [
        rf"{_LEAD}{province}({cities}{_NO_CITY}{cities}?(?:{_COUNTY})?)",
        rf"({cities}{_COUNTY})",
    ]
    if neighbours:
        parts.append(rf"{_LEAD}{province}{city}({_one_of(neighbours)}){_NO_COUNTY}")
    return re.compile("|".join(parts))


def _one_of(names: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"
