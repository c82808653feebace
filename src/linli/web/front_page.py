"""What a district's front page tells: the ways in, what is new, how it does this month, and what is being worked on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli import clock
from linli.cases.models import Case
from linli.cases.queries.figures import Period, Rates, definitions, three_rates
from linli.catalogue.guides import Savings, savings
from linli.catalogue.questions import questions
from linli.community.models import Event
from linli.community.queries.listing import upcoming
from linli.community.queries.venues import venues
from linli.dialogue.queries.topics import has_dialogue, open_topics_count
from linli.places.models import District
from linli.portal.face import Face, absolute
from linli.portal.models import ChannelPage
from linli.portal.queries.articles import Story, newest_stories
from linli.portal.queries.channels import channels_of
from linli.portal.queries.station import Line, published
from linli.web.context import TYPE_COOKIE

CASES_SHOWN, POLICIES_SHOWN, EVENTS_SHOWN, STORIES_SHOWN, CHIPS_SHOWN = 4, 5, 3, 4, 5
# The page that everyone opens first is the same for all who are not signed in: drawn once in so many seconds.
DRAWN_EVERY = 60
# Who has such a cookie may be shown something of their own.
_OWN = ("sessionid", "messages")
_MADE_AT = re.compile(rb'(<meta name="now" content=")[^"]*')


@dataclass(frozen=True)
class Way:
    """One of the doors; `text` says what is behind it, counted."""

    path: str
    label: str
    text: str
    icon: str


@dataclass(frozen=True)
class FrontPage:
    """All of it. `looked_for`: words that lead to their results; `asks`: whether questions lead to what one may get."""

    month: Period
    rates: Rates
    definitions: dict[str, str]
    cases: list[Case]
    savings: Savings
    asks: bool
    ways: list[Way]
    search: str
    looked_for: list[tuple[str, str]]
    channels: list[ChannelPage]
    policies: list[Line]
    events: list[Event]
    has_venues: bool
    stories: list[Story]
    face: Face


def front_page(district: District) -> FrontPage:
    """The front page of a district as it is now."""
    code, month = district.code, Period.this_month()
    cases = Case.objects.public().open().filter(district_id=code).order_by("-id")[:CASES_SHOWN]
    newest = published(district).defer("text", "questions").order_by("-issued_on", "-id")[:POLICIES_SHOWN]
    saved = savings(code)
    return FrontPage(
        month=month, rates=three_rates(code, month), definitions=definitions(), cases=list(cases), savings=saved,
        asks=bool(questions(code)), ways=_ways(district, saved), search=_address("web:search", district),
        looked_for=_looked_for(district), channels=channels_of(district), policies=[Line(one) for one in newest],
        events=upcoming(code, limit=EVENTS_SHOWN).events, has_venues=bool(venues(code)),
        stories=newest_stories(district, STORIES_SHOWN), face=_face(district),
    )  # fmt: skip


def _address(name: str, district: District) -> str:
    """The address of a page, empty where this installation has none of that name."""
    try:
        return reverse(name, args=[district.slug])
    except NoReverseMatch:
        return ""


def _ways(district: District, saved: Savings) -> list[Way]:
    """A door only where there is something behind it."""
    home = f"/{district.slug}/"
    ways = [Way(f"{home}report", _("Report a problem"), _("Three steps, and you see what becomes of it"), "report")]
    if saved.services:
        said = _("%(n)d of %(all)d without going anywhere") if saved.at_home else _("%(all)d that you can apply for")
        text = said % {"n": saved.at_home, "all": saved.services}
        ways.append(Way(f"{home}services", _("Services"), text, "services"))
    policies = published(district).count()
    if policies:
        said = ngettext("%(n)d policy, found by a code", "%(n)d policies, found by a code", policies)
        ways.append(Way(_address("portal:station", district), _("Policy station"), said % {"n": policies}, "policy"))
    if has_dialogue(district.code):
        topics = open_topics_count(district.code)
        said = ngettext("%(n)d topic is open", "%(n)d topics are open", topics) if topics else _("What was asked, and what became of it")  # fmt: skip
        ways.append(Way(_address("dialogue:front", district), _("Have your say"), said % {"n": topics} if topics else said, "talk"))  # fmt: skip
    return ways


def _looked_for(district: District) -> list[tuple[str, str]]:
    """What people look for most, as the district's pack says it; each leads to its results."""
    search = _address("web:search", district)
    words = district.settings.get("looked_for", [])[:CHIPS_SHOWN] if search else []
    return [(word, f"{search}?q={word}") for word in words]


def _face(district: District) -> Face:
    title = _("%(name)s: what do you need?") % {"name": district.name}
    text = _("Report a problem, apply for services, find policies, have your say: %(name)s.") % {"name": district.name}
    home = f"/{district.slug}/"
    told = {
        "@type": "GovernmentOrganization", "name": district.name, "url": absolute(home),
        "areaServed": {"@type": "AdministrativeArea", "name": f"{district.province}{district.city}{district.name}"},
    }  # fmt: skip
    return Face(title, text, home, told=told)


def drawn(request: HttpRequest, district: District) -> bytes:
    """The page, up to a minute old for who is not signed in; its clock is that of the asking."""
    own = any(name in request.COOKIES for name in _OWN)
    large = request.COOKIES.get(TYPE_COOKIE) == "large"
    key = f"front:{district.code}:{district.revision}:{large}"
    page = None if own else cache.get(key)
    if page is None:
        context = {"district": district, "front": front_page(district)}
        page = render_to_string("web/home.html", context, request).encode()
        if not own:
            cache.set(key, page, DRAWN_EVERY)
    made_at = clock.now().isoformat(timespec="seconds").encode()
    return _MADE_AT.sub(rb"\g<1>" + made_at, page, count=1)
