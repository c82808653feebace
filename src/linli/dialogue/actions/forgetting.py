"""Erasing a person from the dialogue: their name and their words go; what others stand behind stays, nobody's."""

from __future__ import annotations

from django.db import transaction

from linli.clock import now
from linli.people.queries import Person

from ..models import Comment, CommentReport, CommentState, Proposal, ProposalState, Registration, Support
from .proposing import stop_clock
from .speaking import count_comments


@transaction.atomic
def forget_person(person: Person) -> None:
    """A published proposal stays, without a name; one that nobody has read yet goes, and so does every comment.

    Supports go on counting, as nobody's. Of ballots nothing needs doing: their rows name nobody.
    """
    for row in Proposal.objects.select_for_update(of=("self",)).filter(account__in=person.accounts).order_by("id"):
        row.account, row.name_cipher, row.show_name = None, b"", False
        if row.state != ProposalState.OPEN:
            row.state, row.title, row.text, row.place = ProposalState.WITHDRAWN, "—", "", ""
            stop_clock(row)
        row.save()
    theirs = Comment.objects.filter(account__in=person.accounts)
    spoken = set(theirs.values_list("proposal", flat=True))
    theirs.update(
        account=None, name_cipher=b"", show_name=False, text="", state=CommentState.HIDDEN, hidden_because="", looked_at=True
    )  # fmt: skip
    for proposal in Proposal.objects.select_for_update(of=("self",)).filter(pk__in=spoken).order_by("id"):
        count_comments(proposal)
    Support.objects.filter(account__in=person.accounts).update(account=None)
    CommentReport.objects.filter(account__in=person.accounts).update(account=None, reason="")
    seats = Registration.objects.filter(account__in=person.accounts)
    seats.filter(meeting__starts_at__gt=now()).delete()
    seats.update(account=None, name_cipher=b"", show_name=False)
