"""What a few answers say of all services at once: which fit, which nearly do and what is missing, what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.places.revision import per_revision

from .guides import Guide, guides
from .questions import QuestionSpec, questions
from .services import ANY_OTHER, ServiceSpec

# By question, in the order they were answered; nothing chosen: it was skipped.
Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Near:
    """A service that one answer stands against, and what is missing."""

    guide: Guide
    question: QuestionSpec
    missing: str


@dataclass(frozen=True)
class Standing:
    """How it stands after some answers. `left`: about how many questions are still to come."""

    answers: Answers
    next: QuestionSpec | None
    left: int
    fitting: list[Guide]
    nearly: list[Near]


class Dialogue:
    """The questions of a district and its services, each answer as a set of services: bit n is the n-th of them."""

    def __init__(self, asked: Iterable[QuestionSpec], services: Iterable[Guide]) -> None:
        self.questions = {one.id: one for one in asked}
        self.services = sorted(services, key=lambda one: one.name)
        self._all = (1 << len(self.services)) - 1
        self._above: dict[str, frozenset[str]] = {}
        for one in self.questions.values():
            self._above[one.id] = frozenset(one.only_if).union(*(self._above.get(name, ()) for name in one.only_if))
        self._fit = {one.id: {text: self._set_of(one, text) for text in one.offered} for one in self.questions.values()}

    def _set_of(self, one: QuestionSpec, text: str) -> int:
        return sum(1 << at for at, service in enumerate(self.services) if text in fitting_answers(service.spec, one))

    def answers(self, given: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """What counts of what somebody said: known answers to questions that are theirs, in the order given."""
        known: dict[str, tuple[str, ...]] = {}
        for one in self.questions.values():
            if one.id in given and not self._out(one, known):
                chosen = tuple(text for text in one.offered if text in given[one.id])
                if chosen or "" in given[one.id]:
                    known[one.id] = chosen if one.several else chosen[:1]
        return {name: known[name] for name in given if name in known}

    def standing(self, given: Mapping[str, Sequence[str]]) -> Standing:
        """The same for the same answers, in whatever order they were given."""
        answers = self.answers(given)
        fitting, nearly = self._fitting(answers)
        following = self._next(answers, fitting)
        return Standing(
            answers, following, self._left(answers, fitting, following),
            [self.services[at] for at in self._sorted(fitting, answers)], list(self._near(nearly, answers)),
        )  # fmt: skip

    def _out(self, one: QuestionSpec, answers: Answers) -> bool:
        """Whether it is no question for someone who answered so: nor is one that hangs on such a question."""
        return any(
            not set(answers[parent]) & set(wanted) if answers.get(parent) else self._is_out(parent, answers)
            for parent, wanted in one.only_if.items()
        )

    def _is_out(self, name: str, answers: Answers) -> bool:
        return name in self.questions and self._out(self.questions[name], answers)

    def _fitting(self, answers: Answers) -> tuple[int, int]:
        """Those that no answer stands against, and those that exactly one does."""
        once = more = 0
        for name, chosen in answers.items():
            if chosen:
                against = self._all & ~self._holding(name, chosen)
                more |= once & against
                once |= against
        return self._all & ~once, once & ~more

    def _holding(self, name: str, chosen: Iterable[str]) -> int:
        held = 0
        for text in chosen:
            held |= self._fit[name][text]
        return held

    def _next(self, answers: Answers, among: int) -> QuestionSpec | None:
        """The question that leaves the fewest on average; one that changes nothing is not asked."""
        total = among.bit_count()
        sizes: dict[str, float] = {}
        for one in self.questions.values():
            counts = self._counts(one, among)
            if one.id not in answers and not self._out(one, answers) and min(counts) < total:
                sizes[one.id] = sum(counts) / len(counts)
        # Whose question it is has to be known first.
        ready = [name for name in sizes if sizes.keys().isdisjoint(self._above[name])]
        best = min(ready, key=lambda name: sizes[name], default=None)
        return self.questions[best] if best else None

    def _counts(self, one: QuestionSpec, among: int) -> list[int]:
        return [(fit & among).bit_count() for fit in self._fit[one.id].values()]

    def _left(self, answers: Answers, among: int, following: QuestionSpec | None) -> int:
        """How many questions it takes whoever answers each as the middle one does."""
        said, count = dict(answers), 0
        while following is not None:
            count += 1
            sizes = self._counts(following, among)
            middle = following.offered[sorted(range(len(sizes)), key=sizes.__getitem__)[len(sizes) // 2]]
            said[following.id] = (middle,)
            among &= self._fit[following.id][middle]
            following = self._next(said, among)
        return count

    def _sorted(self, those: int, answers: Answers) -> list[int]:
        """The ones made for just such answers first, then by name."""
        found = [at for at in range(len(self.services)) if those >> at & 1]
        return sorted(found, key=lambda at: -self._closeness(self.services[at].spec, answers))

    def _closeness(self, spec: ServiceSpec, answers: Answers) -> float:
        """How much of what people could have answered instead it would not fit."""
        answered = [self.questions[name] for name, chosen in answers.items() if chosen]
        shares = [len(set(fitting_answers(spec, one))) / len(one.choices) for one in sorted(answered, key=_by_id)]
        return round(sum(1 - share for share in shares), 6)

    def _near(self, those: int, answers: Answers) -> Iterable[Near]:
        """Of those that one answer stands against: where the service says what is missing."""
        for at in self._sorted(those, answers):
            service = self.services[at]
            name = next(one for one, chosen in answers.items() if chosen and not self._holding(one, chosen) >> at & 1)
            told = service.spec.nearly.get(name, {})
            missing = next((told[text] for text in (*answers[name], ANY_OTHER) if text in told), "")
            if missing:
                yield Near(service, self.questions[name], missing)


def fitting_answers(spec: ServiceSpec, one: QuestionSpec) -> list[str]:
    """Which answers a service fits: those it names, else those that stand for its turns of life, else all."""
    if one.id in spec.fits:
        return spec.fits[one.id]
    return [choice.text for choice in one.choices if not choice.events or set(choice.events) & set(spec.events)]


def _by_id(one: QuestionSpec) -> str:
    return one.id


@per_revision
def dialogue(district_code: str) -> Dialogue:
    """The dialogue of a district; without questions where its pack has none."""
    return Dialogue(questions(district_code), guides(district_code).values())
