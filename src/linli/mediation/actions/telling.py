"""What is told of a matter: that there is something, when and where. Never a name, never what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from linli.notices.actions import Message, tell

from ..models import Matter, Party


def tell_parties(
    matter: Matter, parties: Iterable[Party], template: str, key: str, due: str = "", place: str = ""
) -> None:
    """Each of these who has a telephone, once: `key` says which change it is."""
    params = {"title": matter.team.name, "organisation": place or matter.team.name, "code": matter.code, "due": due}
    tell(
        [
            Message(
                key=f"mediation:{party.pk}:{key}", district=matter.district_id, template=template, params=params,
                link=f"/my/mediation/{matter.code}", about=matter.pk, account=party.account_id,
            )
            for party in parties
            if party.account_id is not None and party.asked_at is not None
        ]
    )  # fmt: skip


def tell_team(matter: Matter, template: str, key: str, due: str = "") -> None:
    """The mediators themselves, not their organisation's desk, and none who stepped aside."""
    aside = set(matter.recusals.values_list("account", flat=True))
    accounts: list[UUID] = [one for one in matter.team.members.values_list("account", flat=True) if one not in aside]
    params = {"title": matter.team.name, "organisation": matter.team.name, "code": matter.code, "due": due}
    tell(
        [
            Message(
                key=f"mediation:{matter.pk}:{key}:{account}", district=matter.district_id, template=template, params=params,
                link=f"/desk/mediation/{matter.code}", about=matter.pk, account=account,
            )
            for account in accounts
        ]
    )  # fmt: skip
