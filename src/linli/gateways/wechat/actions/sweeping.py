"""What is needed no more goes: answers and signatures past their time, reports left lying, errands done, followers gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import Conversation, Errand, ErrandState, Nonce, Received, Sent
from .conversing import put_away
from .following import forget_gone

# WeChat sends again within a quarter of a minute; a signature can be shown for five minutes before and after its time.
_ANSWERS, _NONCES, _SENT, _ERRANDS = timedelta(hours=1), timedelta(minutes=15), timedelta(days=2), timedelta(days=7)


def sweep(at: datetime) -> int:
    """Returns how much went."""
    gone = Received.objects.filter(at__lte=at - _ANSWERS).delete()[0]
    gone += Nonce.objects.filter(at__lte=at - _NONCES).delete()[0]
    gone += Sent.objects.filter(at__lte=at - _SENT).delete()[0]
    gone += Errand.objects.exclude(state=ErrandState.WAITING).filter(created_at__lte=at - _ERRANDS).delete()[0]
    for left in Conversation.objects.select_related("follower__district").filter(expires_at__lte=at)[:200]:
        put_away(left.follower)
        gone += 1
    return gone + forget_gone(at)
