"""A question in words of every day, answered with the district's services and policies, each with a link and a line on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from linli.catalogue.guides import Guide, guides
from linli.catalogue.guides import found as services_found
from linli.catalogue.queries import guess_category
from linli.places.models import District
from linli.portal.models import Policy
from linli.search import queries as search

from .wording import anchor, fitting, plain

# Of each kind.
SHOWN = 3
# Of what is said of each, so many characters.
_LINE = 60
# What makes a question of words, and says nothing of what is asked for.
_ASKING = re.compile(
    r"请问|你好|您好|我想|我要|想要|想问|咨询|一下|怎么样?|怎样|如何|什么|哪里|哪儿|在哪|多少|几个?|可以|能不能|有没有"
    r"|需要|[吗呢啊吧呀么的了?？!！。，,\s]+"
)
# Left alone by what was taken away: how do I 领 it.
_VERBS = re.compile(r"(?:办理?|领取?|申请|申领|报名|弄|交|查)$")
# Who says so wants to know or to have something, and reports nothing.
_WANTS = re.compile(
    r"怎么(?!办)|怎样|如何|请问|多少|[吗?？]|什么|哪|办理|领取|申请|申领|报名|补贴|政策|证明|条件|材料|登记|认定|执照"
)
# What is said of a thing that is not as it should be.
_TROUBLE = re.compile(
    r"坏|漏|堵|断了|裂|塌|陷|臭|吵|噪|扰|脏|破|坑|歪|溢|冒|淹|积水|太黑|不亮|没亮|灭了|没了|不见了|缺|停水|停电|没水|没电|没气|没暖|不热|不通|不来|响"
    r"|掉|倒了|危险|占道|挡|乱[扔停倒贴堆放]|没人[收管修扫]|投诉|举报|违建|油烟|拖欠|欠薪"
)


def asked_for(words: str) -> str:
    """招聘补贴怎么领？ asks for 招聘补贴; nothing where only what is said around a thing was said."""
    rest = _ASKING.sub(" ", words[:80]).strip()
    return _VERBS.sub("", rest).strip() or rest


def is_report(district: District, words: str) -> bool:
    """路灯坏了 asks for nothing: something is not as it should be, and is to be dealt with."""
    if _WANTS.search(words) or not _TROUBLE.search(words):
        return False
    return bool(guess_category(words, district.code)) or not found(district, words)


def found(district: District, words: str, *, closest: bool = True) -> str:
    """Services and policies for a question, "" for none. `closest`: also what has only most of its words, the best of each kind."""
    asked = asked_for(words)
    told = search.search(search.Wanted(district.code, asked, {"is": ("service", "policy")}))
    if told.loosely and not closest:
        return ""
    most = 1 if told.loosely else SHOWN
    policies = [item for item in told.items if item.kind == "policy"][:most]
    known = _policies(district, [UUID(item.id) for item in policies])
    linked = [code for row in known.values() for code in row.services]
    indexed = [item.id.partition(":")[2] for item in told.items if item.kind == "service"]
    lines = [_service(one, district) for one in _services(district, asked, indexed, linked)[:most]]
    for item in policies:
        row = known.get(item.id)
        lines.append(_entry(_("Policy"), _title(item.title, item.over), item.address, row.summary if row else item.by))
    if not lines:
        return ""
    head = _("Closest to “%(words)s”:") if told.loosely else _("On “%(words)s”:")
    more = anchor(_("See everything on it"), f"/{district.slug}/search?{urlencode({'q': asked})}")
    return fitting([head % {"words": plain((words if told.loosely else asked)[:40])}, *lines], more)


def _policies(district: District, keys: Sequence[UUID]) -> dict[str, Policy]:
    rows = Policy.objects.filter(pk__in=keys, district=district, live=True).only("summary", "services")
    return {str(row.pk): row for row in rows}


def nothing(district: District, words: str) -> str:
    """What can be done where nothing answers a question."""
    told = _("We found nothing on “%(words)s”. Other words may help. To report something write “报事”; in an emergency please call %(contact)s.")  # fmt: skip
    listed = anchor(_("The guides to all services"), f"/{district.slug}/services")
    return told % {"words": plain(words[:40]), "contact": district.settings.get("contact") or "12345"} + f"\n{listed}"


def _services(district: District, asked: str, indexed: Sequence[str], linked: Iterable[str]) -> list[Guide]:
    """Best first: as the index has them, else by their names and what people call them; and what the policies lead to."""
    offered = {code: one for code, one in guides(district.code).items() if one.counts}
    best = [offered[code] for code in indexed if code in offered] or services_found(asked, offered.values())
    led_to = [offered[code] for code in dict.fromkeys(linked) if code in offered]
    return list({one.code: one for one in [*best[: SHOWN - 1], *led_to, *best]}.values())


def _service(one: Guide, district: District) -> str:
    return _entry(_("Guide to a service"), one.name, f"/{district.slug}/services/{one.code}", one.spec.summary)


def _entry(kind: str, title: str, address: str, said: str) -> str:
    said = " ".join(said.split())
    told = said if len(said) <= _LINE else f"{said[: _LINE - 1]}…"
    return f"【{kind}】{anchor(title, address)}" + (f"\n{plain(told)}\n" if told else "")


def _title(title: str, over: bool) -> str:
    return _("%(title)s (no longer in force)") % {"title": title} if over else title
