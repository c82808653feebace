"""A question in words of every day, answered with the district's services and policies, each with a link."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linli.catalogue.guides import found as services_found
from linli.catalogue.guides import guides
from linli.places.models import District
from linli.search import queries as search

from .wording import anchor, fitting, plain

SERVICES, POLICIES = 3, 4
# What makes a question of words, and says nothing of what is asked for.
_ASKING = re.compile(
    r"请问|你好|您好|我想|我要|想要|想问|咨询|一下|怎么样?|怎样|如何|什么|哪里|哪儿|在哪|多少|几个?|可以|能不能|有没有"
    r"|需要|[吗呢啊吧呀么的了?？!！。，,\s]+"
)
# Left alone by what was taken away: how do I 领 it.
_VERBS = re.compile(r"(?:办理?|领取?|申请|申领|报名|弄|交|查)$")


def asked_for(words: str) -> str:
    """招聘补贴怎么领？ asks for 招聘补贴; nothing where only what is said around a thing was said."""
    rest = _ASKING.sub(" ", words[:80]).strip()
    return _VERBS.sub("", rest).strip() or rest


def found(district: District, words: str) -> str:
    """The answer to a question; what can be done where there is none."""
    asked = asked_for(words)
    lines: list[str] = []
    if asked:
        told = search.search(search.Wanted(district.code, asked, {"is": ("service", "policy")}))
        open_ = [(item.kind, item.title, item.address, item.over) for item in told.items]
        lines = _services(district, asked, [one[1:3] for one in open_ if one[0] == "service"])
        policies = [(_title(title, over), address) for kind, title, address, over in open_ if kind == "policy"]
        lines += [f"【{_('Policy')}】{anchor(title, address)}" for title, address in policies[:POLICIES]]
    if not lines:
        return _(
            "We found nothing on “%(words)s”. Other words may help. To report something write “报事”; in an emergency please call %(contact)s."
        ) % {"words": plain(words[:40]), "contact": district.settings.get("contact") or "12345"}
    return fitting([_("On “%(words)s”:") % {"words": plain(asked[:40])}, *lines])


def _services(district: District, asked: str, indexed: list[tuple[str, str]]) -> list[str]:
    """Best first: by their names and what people call them, else by whatever is said of them."""
    known = [one for one in guides(district.code).values() if one.counts]
    best = services_found(asked, known)[:SERVICES]
    if best:
        return [_service(one.name, f"/{district.slug}/services/{one.code}", one.spec.summary) for one in best]
    return [_service(title, address) for title, address in indexed[:SERVICES]]


def _service(name: str, address: str, summary: str = "") -> str:
    told = f"\n　{plain(summary[:60])}" if summary else ""
    return f"【{_('Service')}】{anchor(name, address)}{told}"


def _title(title: str, over: bool) -> str:
    return _("%(title)s (no longer in force)") % {"title": title} if over else title
