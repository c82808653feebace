"""A report by conversation: what it is, where it is, pictures, a last look; then it becomes a case like any other.

What was said so far is kept sealed for half an hour; whoever begins again meanwhile goes on where they were. Pictures wait with a draft of the cases room, as those of the web's three steps do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli import clock
from linli.cases.actions import draft_for, save_draft, submit
from linli.cases.actions.papers import MOST, Said, drop_draft
from linli.cases.commands import Position, Submit, parse
from linli.cases.models import Channel
from linli.notices.proof import TO_BE_PROVED, token
from linli.people.vault import seal, unseal
from linli.places import queries as places
from linli.places.coordinates import gcj02_to_wgs84
from linli.places.errors import AmbiguousPlace, PlaceError
from linli.problem import Problem

from ..accounts import OfficialAccount
from ..envelope import Incoming
from ..models import Conversation, Follower
from ..queries import reported_lately
from ..wording import anchor
from .errands import fetch_later, for_the_case, no_more, pictures_to_come
from .following import reporter_for

LASTS = timedelta(minutes=30)
MOST_A_DAY = 10
CANCEL = frozenset({"取消", "算了", "不报了", "不用了", "退出", "放弃"})
SEND = frozenset({"提交", "确认", "上报", "发送", "好", "好的", "是", "对", "可以", "ok"})
SKIP = frozenset({"跳过", "不知道", "不清楚", "说不清"})


@dataclass(frozen=True)
class Talk:
    """How far a report is. `asked`: the places of which one is to be chosen by its number, as area code and name.

    `offered`: no report yet, but words that seem to be one, which 报事 alone makes one of.
    """

    offered: str = ""
    text: str = ""
    address: str = ""
    label: str = ""
    lat: float | None = None
    lon: float | None = None
    placed: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    draft: str = ""
    pictures: int = 0


@dataclass(frozen=True)
class Turn:
    """One message of one follower, at one account."""

    account: OfficialAccount
    follower: Follower
    message: Incoming


def talk_of(follower: Follower) -> Talk | None:
    """The report this follower is at; none that has been left lying for half an hour."""
    kept = Conversation.objects.filter(follower=follower, expires_at__gt=clock.now()).first()
    return Talk(**orjson.loads(unseal(kept.said_cipher))) if kept else None


def put_away(follower: Follower) -> bool:
    """Forget what was said, and the draft with its pictures; whether there was anything."""
    kept = Conversation.objects.filter(follower=follower).first()
    if kept is None:
        return False
    talk = Talk(**orjson.loads(unseal(kept.said_cipher)))
    no_more(pictures_to_come(follower))
    draft = draft_for(talk.draft, follower.district)
    if draft is not None:
        drop_draft(draft)
    kept.delete()
    return not talk.offered


def offer(turn: Turn, words: str) -> None:
    """Keep words that seem to be a report: 报事 alone begins it with them."""
    _kept(turn, Talk(offered=words[:1000]), "")


def begin(turn: Turn, words: str = "") -> str:
    """A report from its beginning, with what was said of it already; one that is on its way goes on."""
    talk = talk_of(turn.follower)
    if talk is not None and not talk.offered:
        return _once_more(turn, talk, words)
    offered = "" if words or talk is None else talk.offered
    put_away(turn.follower)
    if reported_lately(turn.follower) >= MOST_A_DAY:
        return _("You have reported %(number)d things today; that is as many as we take here in a day. If it is urgent, please call 12345.") % {"number": MOST_A_DAY}  # fmt: skip
    noted = _("Noted: “%(text)s”.") % {"text": _short(offered)} + "\n" if offered else ""
    if turn.message.kind in ("image", "location"):
        return noted + go_on(turn, _saying(turn, Talk(), offered) if offered else Talk())
    if words or offered:
        return noted + _words(turn, Talk(), words or offered)
    return _kept(turn, Talk(), _("What is it about, and where? Please write it in one message, or send a picture. “取消” ends it at any time."))  # fmt: skip


def _once_more(turn: Turn, talk: Talk, words: str) -> str:
    """Begun again while one is on its way: that one goes on, and neither gets lost in the other."""
    if words and not talk.text:
        return _words(turn, talk, words)
    if words:
        return _kept(turn, talk, _("One report is not sent yet: “%(text)s”. Please send it with “提交” or put it away with “取消”, and then write this one.") % {"text": _short(talk.text)})  # fmt: skip
    return _("You are at a report that is not sent yet.") + f"\n{_next(turn, talk)}"


def go_on(turn: Turn, talk: Talk) -> str:
    """The next step, with one more message."""
    message, words = turn.message, turn.message.text
    if words in CANCEL:
        put_away(turn.follower)
        return _("Put away; nothing was reported.")
    if message.kind == "image":
        return _picture(turn, talk)
    if message.kind == "location":
        return _position(turn, talk)
    if not words:
        return _("We can read words, pictures and positions here. Please write it, or send “取消” to end the report.")
    if not talk.text:
        return _words(turn, talk, words)
    sends = words.lower() in SEND
    if not talk.placed:
        return _next(turn, talk) if sends else _place(turn, talk, words)
    if sends:
        return _hand_in(turn, talk)
    if words in SKIP:
        return _next(turn, talk)
    return _words(turn, talk, f"{talk.text}\n{words}")


def _kept(turn: Turn, talk: Talk, answer: str) -> str:
    """Keep what was said, for another half hour."""
    Conversation.objects.update_or_create(
        follower=turn.follower,
        defaults={"said_cipher": seal(orjson.dumps(asdict(talk)).decode()), "expires_at": clock.now() + LASTS},
    )
    return answer


def _words(turn: Turn, talk: Talk, words: str) -> str:
    try:
        return _next(turn, _saying(turn, talk, words))
    except Problem as refused:
        return _kept(turn, talk, refused.message)


def _saying(turn: Turn, talk: Talk, words: str) -> Talk:
    """With these words, and the place that they name. Raises the cases room's problems."""
    parse(Submit, {"district": turn.account.district, "text": words})
    talk = replace(talk, text=words)
    if talk.placed:
        return talk
    label = _mentioned(turn, words)
    return replace(talk, label=label, placed=bool(label))


def _mentioned(turn: Turn, words: str) -> str:
    try:
        return places.locate_text(words, turn.follower.district).label
    except PlaceError:
        return ""


def _next(turn: Turn, talk: Talk) -> str:
    """Ask for what is missing, or show all of it."""
    if not talk.text:
        ask = _("And what is it about? Please write it in one message.")
    elif not talk.placed:
        ask = _(
            "Where is it? Please send your position (+ → 位置), or write an address. If you do not know, write “跳过”."
        )
    else:
        ask = _summary(talk)
    return _kept(turn, talk, ask)


def _summary(talk: Talk) -> str:
    lines = [
        _("Please have a last look:"),
        _("What: %(text)s") % {"text": _short(talk.text)},
        _("Where: %(place)s") % {"place": talk.label or talk.address or _("to be found by us")},
    ]
    if talk.pictures:
        lines.append(
            ngettext("Pictures: %(number)d", "Pictures: %(number)d", talk.pictures) % {"number": talk.pictures}
        )
    lines.append(_("“提交” reports it, “取消” puts it away. You may still add words, pictures or a position."))
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


def _position(turn: Turn, talk: Talk) -> str:
    """WeChat's positions are of the datum of Chinese maps."""
    lat, lon = gcj02_to_wgs84(turn.message.lat, turn.message.lon)
    try:
        located = places.locate_point(lat, lon, turn.follower.district)
    except PlaceError as refused:
        return _kept(turn, talk, refused.message)
    label = " ".join(filter(None, (located.label, turn.message.label)))
    return _next(
        turn,
        replace(talk, lat=lat, lon=lon, address=turn.message.label[:120], label=label[:200], placed=True, asked=[]),
    )


def _place(turn: Turn, talk: Talk, words: str) -> str:
    """An address; the number of a place that was asked about; or that it is left to us."""
    if words in SKIP:
        return _next(turn, replace(talk, placed=True))
    if talk.asked and words.isdecimal() and 1 <= int(words) <= len(talk.asked):
        area, label = talk.asked[int(words) - 1]
        known = places.names(turn.account.district)
        named = known.get(area[:12]) or known.get(area[:9])
        address = f"{named.name if named else ''}{talk.address}"[:120]
        return _next(turn, replace(talk, address=address, label=label, placed=True, asked=[]))
    try:
        located = places.locate_text(words[:120], turn.follower.district)
    except AmbiguousPlace as several:
        asked = [(one.area, one.label) for one in several.candidates[:9]]
        listed = "\n".join(f"{number}. {label}" for number, (_area, label) in enumerate(asked, 1))
        ask = _("That is to be found in several places. Please write the number:") + f"\n{listed}"
        return _kept(turn, replace(talk, address=words[:120], asked=asked), ask)
    except PlaceError as refused:
        return _kept(turn, talk, f"{refused.message}\n" + _("If you do not know, write “跳过”."))
    return _next(turn, replace(talk, address=words[:120], label=located.label, placed=True, asked=[]))


def _picture(turn: Turn, talk: Talk) -> str:
    """It is fetched by the worker; the report need not wait for it."""
    if talk.pictures >= MOST:
        return _kept(turn, talk, _("A report holds %(most)d pictures, and has them.") % {"most": MOST})
    kept = save_draft(talk.draft, turn.follower.district, Said())
    talk = replace(talk, draft=kept.secret, pictures=talk.pictures + 1)
    fetch_later(turn.follower, turn.message.media, kept.secret, talk.pictures)
    return _("Picture %(number)d has arrived.") % {"number": talk.pictures} + f"\n{_next(turn, talk)}"


def _hand_in(turn: Turn, talk: Talk) -> str:
    """The same command as from the web."""
    position = Position(lat=talk.lat, lon=talk.lon) if talk.lat is not None and talk.lon is not None else None
    pictures = pictures_to_come(turn.follower)
    draft = draft_for(talk.draft, turn.follower.district) if talk.draft else None
    actor = reporter_for(turn.follower)
    try:
        command = Submit(
            district=turn.account.district, text=talk.text, address=talk.address, location=position,
            channel=Channel.WECHAT,
        )  # fmt: skip
        case = submit(actor, command, draft.pk if draft else None).case
    except Problem as refused:
        return _kept(turn, replace(talk, placed=False), refused.message)
    for_the_case(pictures, case.pk)
    Conversation.objects.filter(follower=turn.follower).delete()
    proof = "" if actor.contact is None else f"{TO_BE_PROVED}{token(case.pk, actor.contact, clock.now())}"
    told = (
        _("Reported, number %(code)s. You will be told every step here.")
        if turn.account.template_for("case_received")
        else _("Reported, number %(code)s. Write “进展” to see how it stands.")
    )
    return "\n".join((told % {"code": case.code}, anchor(_("Open its page"), f"{case.follow_address}{proof}")))


STARTS: tuple[str, ...] = ("我要报事", "报事", "反映问题")
# These begin many a question too, such as how one does so: alone, or with a space behind.
ALSO_STARTS: tuple[str, ...] = ("我要上报", "上报", "我要投诉", "投诉", "我要举报", "举报", "我要反映", "反映")


def begun_by(words: str) -> Callable[[Turn], str] | None:
    """What a text does that begins a report, with or without words behind it; None for any other."""
    start = next((one for one in (*STARTS, *ALSO_STARTS) if words.startswith(one)), None)
    if start is None:
        return None
    rest = words[len(start) :].lstrip(" 　:：,，。")
    if rest and start in ALSO_STARTS and words[len(start)] not in " 　:：,，":
        return None
    return lambda turn: begin(turn, rest)
