"""What can be wrong with a card, a pair, a list or a figure, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem

from .checks.finding import Finding
from .checks.words import sentence


class RegistryProblem(Problem):
    code = "registry_problem"


class NotYours(RegistryProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NoSuchCard(RegistryProblem):
    """Also for those of others."""

    code = "no_such_card"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("We found no such card among those that are yours to see."))


class NotNow(RegistryProblem):
    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        super().__init__(
            _("“%(what)s” is not possible: the card stands at “%(state)s”. It may have changed a moment ago.")
            % {"what": what, "state": state},
            state=state,
        )  # fmt: skip


class UnknownKind(RegistryProblem):
    code = "unknown_kind"
    status = 422

    def __init__(self, kind: str) -> None:
        super().__init__(
            _("“%(kind)s” is no kind of card; possible are: death, tumour, event.") % {"kind": kind[:20]}, field="kind"
        )


class CardHasFaults(RegistryProblem):
    """Everything that keeps the card from being handed in, at once. What was written is kept as a draft."""

    code = "card_has_faults"
    status = 422

    def __init__(self, findings: Iterable[Finding], card: str = "") -> None:
        self.findings = tuple(findings)
        faults = tuple(Fault(one.field, sentence(one), one.told.get("value", "")) for one in self.findings)
        self.card = card
        super().__init__(
            _("The card is kept as a draft, but cannot be handed in yet: %(n)d things to look at.") % {"n": len(faults)},
            faults=faults, findings=[{"code": one.code, "grade": one.grade.value, "field": one.field} for one in self.findings],
        )  # fmt: skip


class CardRefused(CardHasFaults):
    """A system's card in which something is missing or cannot be: nothing of it is kept, the system has it still."""

    code = "card_refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__(findings)
        self.message = _("The card was not taken: %(n)d things to look at.") % {"n": len(self.findings)}


class SameNumberOtherCard(RegistryProblem):
    code = "same_number_other_card"
    status = 409

    def __init__(self, number: str, card: str, state: str) -> None:
        super().__init__(
            _("“%(number)s” was reported before with other contents, as card %(card)s (%(state)s). Please have that card returned and mended, or give this one a number of its own.")
            % {"number": number[:40], "card": card, "state": state},
            field="source_id",
        )  # fmt: skip


class NoReason(RegistryProblem):
    code = "no_reason"
    status = 422

    def __init__(self, what: str) -> None:
        super().__init__(_("Please say in a few words why: %(what)s.") % {"what": what}, field="reason")


class NoSuchPair(RegistryProblem):
    code = "no_such_pair"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("We found no such pair in this district."))


class UnreadableTable(RegistryProblem):
    code = "unreadable_table"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why, field="file")


class UnfitPopulation(RegistryProblem):
    """A figure that cannot be given, and why: never a number in its place."""

    code = "unfit_population"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why)


class NoPopulation(UnfitPopulation):
    code = "no_population"

    def __init__(self, year: int) -> None:
        super().__init__(
            _("There is no population of %(year)d yet. Please import one (year, sex, age group, number); until then there are numbers but no rates.")
            % {"year": year}
        )  # fmt: skip


class MoreDeathsThanPeople(UnfitPopulation):
    code = "more_than_people"

    def __init__(self, group: str, cases: int, people: int) -> None:
        super().__init__(
            _("%(cases)d cases among %(people)d people of the group %(group)s: that cannot be. Please check the population, or the cards of this group.")
            % {"cases": cases, "people": people, "group": group}
        )  # fmt: skip


class TooFewLists(UnfitPopulation):
    code = "too_few_lists"

    def __init__(self, have: int) -> None:
        super().__init__(
            _("To estimate what is missing, two lists of the same year are needed at least; there is %(have)d beside the registry. Please import another one.")
            % {"have": have}
        )  # fmt: skip
