"""WeChat as a way to tell people: a template message to whoever follows a district's official account."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from uuid import UUID

from linli import clock
from linli.cases.models import Case
from linli.inserting import insert
from linli.notices.models import Channel, Notice
from linli.notices.ways import Refused, link_of

from .accounts import account_of, accounts
from .actions.following import unfollow
from .asking import send_template
from .calling import NO_SUCH_PERSON
from .errors import AccountsUnreadable, Unwilling
from .models import Follower, Sent

logger = logging.getLogger(__name__)

# Of WeChat: how many characters a part holds, by the kind that its name begins with; other parts hold what a notice does.
_LONGEST = {"thing": 20, "character_string": 32, "phrase": 5, "short_thing": 8, "number": 32, "letter": 32}


class WeChatWay:
    """Offered to the notices by apps.py."""

    channel = Channel.WECHAT

    def address(self, notice: Notice) -> str:
        """Their openid, if they follow and the district's account has a template; "" for anybody else. One statement at most."""
        try:
            account = accounts().get(notice.district_id)
        except AccountsUnreadable as wrong:
            # `linli check` says so; people are told by text message meanwhile.
            logger.error("%s", wrong)
            return ""
        if account is None or account.template is None:
            return ""
        following = Follower.objects.filter(district=notice.district_id, following=True)
        person = notice.account or (notice.contact.account if notice.contact else None)
        found = following.filter(account=person).first() if person else None
        if found is None and notice.contact_id:
            found = following.filter(contact=notice.contact_id).first()
        return found.openid if found else ""

    def send(self, key: str, notice: Notice, address: str) -> None:
        """Raises Refused where a text message has to go out, ClientError where it may be tried again."""
        account = account_of(notice.district_id)
        assert account.template
        told = parts_of(dict(account.template.parts), notice)
        try:
            number = send_template(account, address, key=key.replace("-", ""), link=link_of(notice), parts=told)
        except Unwilling as unwilling:
            if unwilling.number in NO_SUCH_PERSON:
                self._gone(notice)
            raise Refused(str(unwilling)) from unwilling
        if number:
            row = Sent(district_id=notice.district_id, number=number, delivery=UUID(key), at=clock.now())
            insert([row], unless_there=True)

    def _gone(self, notice: Notice) -> None:
        """WeChat does not know them any more, or not as a follower."""
        known = Follower.objects.filter(district=notice.district_id, following=True)
        theirs = (
            known.filter(account=notice.account_id) if notice.account_id else known.filter(contact=notice.contact_id)
        )
        for follower in theirs:
            unfollow(follower)


def parts_of(template: dict[str, str], notice: Notice) -> dict[str, str]:
    """What stands in each part of the account's template: {title} and {code} of what the notice is about, {text}, {time}."""
    about = Case.objects.filter(pk=notice.about).values_list("title", "code").first() if notice.about else None
    title, code = about or (notice.text, "—")
    known = {"text": notice.text, "title": title, "code": code, "time": _time(notice.created_at)}
    return {name: _fitting(name, _filled(text, known)) for name, text in template.items()}


def _filled(text: str, known: dict[str, str]) -> str:
    """What is put in is never read as a template."""
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], ""), text)


def _fitting(name: str, text: str) -> str:
    most = _LONGEST.get(name.rstrip("0123456789"), 200)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _time(at: datetime) -> str:
    return f"{at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
