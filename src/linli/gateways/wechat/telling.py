"""WeChat as a way to tell people: a template message to whoever follows a district's official account."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from uuid import UUID

from linli import clock
from linli.cases.models import Case
from linli.notices.models import Channel, Notice
from linli.notices.ways import Refused, link_of

from .accounts import OfficialAccount, Template, accounts
from .actions.following import note_sent, unfollow
from .asking import send_template
from .calling import NO_SUCH_PERSON, USED_UP
from .errors import AccountsUnreadable, ClientError, Unwilling
from .queries import follower_told

logger = logging.getLogger(__name__)

# Of WeChat: how many characters a part holds, by the kind that its name begins with; other parts hold what a notice does.
_LONGEST = {"thing": 20, "character_string": 32, "phrase": 5, "short_thing": 8, "number": 32, "letter": 32}
# These kinds are refused with a Chinese character in them.
_PLAIN = ("character_string", "number", "letter")
_QUOTED = re.compile("“([^”]+)”")
_NONE = "-"


class WeChatWay:
    """Offered to the notices by apps.py."""

    channel = Channel.WECHAT

    def address(self, notice: Notice) -> str:
        """Their openid, if they follow and the account has a template for it; "" for anybody else. One statement at most."""
        found = _account_and_template(notice)
        follower = follower_told(notice) if found else None
        return follower.openid if follower else ""

    def send(self, key: str, notice: Notice, address: str) -> None:
        """Raises Refused where a text message has to go out, ClientError where it may be tried again."""
        found = _account_and_template(notice)
        if found is None:
            raise Refused("no template any more")
        account, template = found
        told = parts_of(template, notice)
        try:
            number = send_template(
                account, address, template.id, key=key.replace("-", ""), link=link_of(notice), parts=told
            )
        except ClientError as failed:
            if failed.number in NO_SUCH_PERSON and (follower := follower_told(notice)):
                unfollow(follower)
            if isinstance(failed, Unwilling) or failed.number == USED_UP:
                raise Refused(str(failed)) from failed
            raise
        if number:
            note_sent(notice.district_id, number, UUID(key))


def _account_and_template(notice: Notice) -> tuple[OfficialAccount, Template] | None:
    try:
        account = accounts().get(notice.district_id)
    except AccountsUnreadable as wrong:
        # `linli check` says so; people are told by text message meanwhile.
        logger.error("%s", wrong)
        return None
    template = account.template_for(notice.template) if account else None
    return (account, template) if account and template else None


def parts_of(template: Template, notice: Notice) -> dict[str, str]:
    """What stands in each part of the account's template: {title} and {code} of what the notice is about, {text}, {time}.

    Where the text is too long for its part, it goes without the title, which stands elsewhere.
    """
    about = Case.objects.filter(pk=notice.about).values_list("title", "code").first() if notice.about else None
    quoted = _QUOTED.search(notice.text)
    title, code = about or (quoted[1] if quoted else notice.text, _code_in(notice.link))
    known = {"text": notice.text, "title": title, "code": code, "time": _time(notice.created_at)}
    short = known | {"text": _QUOTED.sub("", notice.text, count=1).lstrip("：:，,。 ")}
    return {name: _fitting(name, _filled(text, known), _filled(text, short)) for name, text in template.parts}


def _filled(text: str, known: dict[str, str]) -> str:
    """What is put in is never read as a template."""
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], ""), text)


def _fitting(name: str, text: str, short: str) -> str:
    """As WeChat takes it: not too long, on one line, never empty."""
    kind = name.rstrip("0123456789")
    most = _LONGEST.get(kind, 200)
    text = " ".join((text if len(text) <= most else short).split())
    if not text or (kind in _PLAIN and not text.isascii()):
        return _NONE
    if len(text) <= most:
        return text
    # To the end of a clause rather than in the middle of a word.
    clause = re.match(r"(.{4,})[，。；：！？]", text[: most + 1])
    return clause[1].rstrip("，。；：！？") if clause else f"{text[: most - 1]}…"


def _code_in(link: str) -> str:
    """The number that people know it by, where its page has one: /t/…, /e/…, /c/…."""
    found = re.fullmatch(r"/[cte]/([0-9A-Z-]+)(\?.*)?", link)
    return found[1] if found else _NONE


def _time(at: datetime) -> str:
    """As WeChat wants its times and dates: 2026年11月2日 09:30."""
    here = at.astimezone(clock.LOCAL)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
