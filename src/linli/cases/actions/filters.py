"""A worklist view kept under a name of one's own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.problem import Fault

from ..errors import InvalidInput
from ..models import SavedFilter

NAME_LIMIT = 30
MOST = 20
_WORDS = frozenset({"view", "state", "category", "area", "q", "late", "sort"})


def save_filter(actor: Actor, name: str, query: str) -> SavedFilter:
    """Keep it; one of the same name is replaced. Raises InvalidInput."""
    name = "".join(filter(str.isprintable, name)).strip()
    if not 1 <= len(name) <= NAME_LIMIT:
        message = _("A name has 1 to %(limit)s characters; “%(value)s” has %(length)s.")
        shown = message % {"limit": NAME_LIMIT, "value": name[:60], "length": len(name)}
        raise InvalidInput([Fault("name", shown, name[:60])])
    mine = SavedFilter.objects.filter(account=actor.account)
    if mine.exclude(name=name).count() >= MOST:
        message = _("You keep %(limit)s views already. Please remove one first.") % {"limit": MOST}
        raise InvalidInput([Fault("name", message, name)])
    words = [(key, value) for key, value in parse_qsl(query) if key in _WORDS]
    kept, _created = SavedFilter.objects.update_or_create(
        account=actor.account, name=name, defaults={"query": urlencode(words)[:400]}
    )
    return kept


def drop_filter(actor: Actor, key: int) -> None:
    """Forget one of one's own; another's is none of one's business, and stays."""
    SavedFilter.objects.filter(account=actor.account, pk=key).delete()
