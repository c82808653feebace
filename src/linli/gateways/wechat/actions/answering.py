"""What a message or event is answered with, from what is at hand: no call to anywhere is made for it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from linli.cases.errors import NoSuchCase
from linli.cases.models import Case
from linli.cases.queries.follow_page import follow_page
from linli.notices.actions import send_by_text

from ..accounts import OfficialAccount
from ..envelope import Incoming
from ..finding import asked_for, found, is_report, nothing
from ..models import Follower, Sent
from ..queries import is_of, latest_of
from ..wording import anchor, fitting, plain
from .conversing import CANCEL, SEND, SKIP, Talk, Turn, begin, begun_by, go_on, offer, put_away, talk_of
from .following import actor_for, follow, unfollow

_CODE = re.compile(r"(?:查询?|进度|进展|编号)?[\s:：]*([A-Za-z]{1,4}[-－ ]?[0-9A-Za-z]{4}[-－ ]?[0-9A-Za-z]{4})")
_WANTS_CODE = re.compile(r"查[\s:：]*[A-Za-z]{1,4}[-－].*")
PROGRESS = frozenset({"进展", "进度", "我的", "我的进展", "查", "查询", "查进展"})
LINK = frozenset({"绑定", "绑定手机", "登录", "解绑"})
HELP = frozenset({"帮助", "菜单", "功能", "?", "？", "help", "你好", "您好", "在吗"})
HUMAN = frozenset({"人工", "人工服务", "转人工", "客服", "人工客服"})
THANKS = frozenset({"谢谢", "谢谢您", "谢谢你", "多谢", "感谢"})


def answer_to(account: OfficialAccount, follower: Follower, message: Incoming) -> str:
    """Words for a message, "" where none are expected."""
    turn = Turn(account, follower, message)
    if message.kind == "event":
        return _event(turn)
    if not follower.following:
        # Only who follows can write; the event may have been lost.
        follow(follower)
    return _message(turn)


def _event(turn: Turn) -> str:
    event, key = turn.message.event, turn.message.event_key
    if event == "subscribe":
        follow(turn.follower)
        return greeting(turn.follower)
    if event == "unsubscribe":
        unfollow(turn.follower)
        put_away(turn.follower)
    elif event == "templatesendjobfinish":
        _arrived(turn)
    elif event == "click":
        return {"report": begin, "progress": _progress, "ask": _how_to_ask}.get(key, _help)(turn)
    return ""


def _message(turn: Turn) -> str:
    words = turn.message.text
    if code := _CODE.fullmatch(words):
        return _state(turn, code[1])
    if _WANTS_CODE.fullmatch(words):
        return NoSuchCase(words.lstrip("查 :：")).message
    talk = talk_of(turn.follower)
    if talk is not None and not talk.offered:
        return _amid_a_report(turn, talk)
    late = _("The report you had begun was put away, for half an hour had passed.\n") if talk is None and put_away(turn.follower) else ""  # fmt: skip
    return late + _afresh(turn, offered=talk is not None)


def _amid_a_report(turn: Turn, talk: Talk) -> str:
    """What goes on with it, and what is asked in between."""
    words = turn.message.text
    if aside := _aside(turn):
        return aside + "\n\n" + _("Your report is still here: please go on with it, or send “取消” to put it away.")
    sends = talk.text and words.lower() in SEND
    start = None if sends else begun_by(words)
    return start(turn) if start else go_on(turn, talk)


def _aside(turn: Turn) -> str:
    """The answer to a word that is a command at any time, "" for any other."""
    words = turn.message.text
    if words in PROGRESS:
        return _progress(turn)
    if words in LINK:
        return _link(turn)
    return _help(turn) if words.lower() in HELP else ""


def _afresh(turn: Turn, *, offered: bool) -> str:
    """A message that goes on with nothing, but for the offer to report what was said just before."""
    words = turn.message.text
    if turn.message.kind in ("image", "location"):
        return begin(turn)
    if not words:
        return _("We can read words, pictures and positions here. Please write it in words.")
    if start := begun_by(words):
        return start(turn)
    if offered:
        put_away(turn.follower)
    if aside := _aside(turn):
        return aside
    if words in THANKS:
        return _("You are welcome. Write to us at any time.")
    if words in HUMAN:
        return _("What is written here is answered by our service at once. To speak to somebody please call %(contact)s.") % {"contact": turn.follower.district.settings.get("contact") or "12345"}  # fmt: skip
    if words.lower() in SEND | CANCEL | SKIP:
        return _("No report is on its way. To report something write “报事”; what you want to know, simply write.")
    return _found(turn, words)


def _found(turn: Turn, words: str) -> str:
    """Services and policies; and the offer to report it, where that seems to be what is meant."""
    district = turn.follower.district
    if not asked_for(words):
        return _help(turn)
    if not is_report(district, words):
        return found(district, words) or nothing(district, words)
    offer(turn, words)
    told = _("Is “%(words)s” something to be dealt with? Answer “报事”, and we take it up with these words.") % {"words": plain(words[:40])}  # fmt: skip
    return f"{told}\n\n{found(district, words, closest=False)}".rstrip()


def greeting(follower: Follower) -> str:
    """What a new follower reads."""
    said = follower.district.settings.get("wechat_greeting")
    own = str(said) if said else _("Welcome to %(district)s on WeChat.") % {"district": follower.district.name}
    return f"{own}\n\n{_abilities()}"


def _abilities() -> str:
    return "\n".join(
        (
            _("· Write what you want to know, such as “招聘补贴怎么领”: policies and services answer."),
            _("· Write “报事” to report something, with a position and pictures."),
            _("· Write “进展” to see how your matters stand, or “查” and a number."),
            _("· Write “绑定” to link your telephone number."),
        )
    )


def _help(_turn: Turn) -> str:
    return _abilities()


def _how_to_ask(_turn: Turn) -> str:
    return _("Write what you want to know in a few words, such as “招聘补贴怎么领”.")


def _link(turn: Turn) -> str:
    path = f"/wechat/{turn.follower.district.slug}/sign-in?next=/my/wechat"
    if turn.follower.account_id:
        told = _("This WeChat is linked with %(phone)s.") % {"phone": actor_phone(turn.follower)}
        return "\n".join((told, anchor(_("See or end the link"), path)))
    return anchor(_("Link this WeChat with your telephone number"), path)


def actor_phone(follower: Follower) -> str:
    """The number, masked, that a follower has linked."""
    return follower.account.masked_phone if follower.account else ""


def _progress(turn: Turn) -> str:
    look = _("Have a look")
    rows = [
        f"{one.code} {plain(one.title)}\n　{one.state_label} · {anchor(look, one.follow_address)}"
        for one in latest_of(turn.follower)
    ]
    if not rows:
        return _("You have reported nothing here yet. Write “报事” to do so.")
    return fitting(rows)


def _state(turn: Turn, code: str) -> str:
    """How a case stands: to its reporter all of it, to anybody else what everybody may know."""
    spelled = code.replace("－", "-")
    try:
        page = follow_page(actor_for(turn.follower), spelled)
        if is_of(turn.follower, page.case):
            page = follow_page(actor_for(turn.follower).holding(page.case.pk), spelled)
    except NoSuchCase as unknown:
        return unknown.message
    case: Case = page.case
    if case.is_application:
        return "\n".join((case.code, anchor(_("How it stands is on its page"), case.follow_address)))
    lines = [f"{case.code} {plain(page.title)}".rstrip(), case.state_label, page.said]
    lines += [_("Asked: %(question)s") % {"question": page.question}] if page.question and page.is_reporter else []
    if page.answer and page.is_reporter:
        lines.append(_("Answer: %(answer)s") % {"answer": plain(page.answer[:400])})
    return fitting([line for line in lines if line], anchor(_("Open its page"), case.follow_address))


def _arrived(turn: Turn) -> None:
    """What became of a template message: one that did not arrive goes out as a text message."""
    sent = Sent.objects.filter(district=turn.account.district, number=turn.message.sent).first()
    if sent is None:
        return
    if not turn.message.status.startswith("success"):
        send_by_text(sent.delivery)
    sent.delete()
