"""Are the votes whole? Every result is what its ballots come to, and nothing was added after it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..actions.opening import count
from ..counting import Counted, Terms, judge
from ..models import Outcome, Tally, VoteResult
from .voting import counted_of


def faults() -> Iterator[str]:
    """One sentence for each vote that is not what its ballots say."""
    rows = VoteResult.objects.exclude(outcome=Outcome.CALLED_OFF).select_related("vote__rule").order_by("vote__code")
    for result in rows.iterator(chunk_size=100):
        told = {"code": result.vote.code}
        kept = {one.house_id: counted_of(one) for one in Tally.objects.filter(result=result)}
        if kept != count(result.vote):
            yield _("Vote %(code)s: the ballots do not come to what was counted") % told
            continue
        reached = judge(Terms.read(result.vote.rule.terms), Counted.sum(kept.values())).reached
        if reached != (result.outcome == Outcome.REACHED):
            yield _("Vote %(code)s: the result is not what was counted") % told
