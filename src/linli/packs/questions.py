"""questions.yaml of a pack: questions that fit together, and services whose `fits` names only what they ask."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.catalogue.questions import QuestionSpec
from linli.catalogue.services import ANY_OTHER, ServiceSpec

from .mistakes import Mistakes, did_you_mean
from .never_kept import is_never_asked, is_never_kept, why_not
from .reading import Document, dotted

FILE = "questions.yaml"
# More would not be a short dialogue.
MOST = 14
Asked = list[tuple[QuestionSpec, int]]


def check_questions(asked: Asked, services: Iterable[tuple[ServiceSpec, Document]], mistakes: Mistakes) -> None:
    """Add a mistake for every question that cannot be asked, and every answer a service waits for in vain."""
    if len(asked) > MOST:
        message = _("A dialogue has at most %(most)d questions; this one has %(count)d.")
        mistakes.add(FILE, asked[MOST][1], "", message % {"most": MOST, "count": len(asked)})
    earlier: dict[str, QuestionSpec] = {}
    for one, line in asked:
        _check_not_private(one, line, mistakes)
        for parent, answers in one.only_if.items():
            if parent not in earlier:
                message = _("“%(id)s” depends on “%(parent)s”, which is not asked before.")
                mistakes.add(FILE, line, "only_if", message % {"id": one.id, "parent": parent})
            else:
                _check_offered(earlier[parent], answers, FILE, line, "only_if", mistakes)
        earlier[one.id] = one
    # Where the questions have mistakes of their own, no name is doubted.
    if all(mistake.file != FILE for mistake in mistakes.found):
        for spec, document in services:
            _check_service(spec, document, earlier, mistakes)


def _check_not_private(one: QuestionSpec, line: int, mistakes: Mistakes) -> None:
    said = [one.text, one.hint, *(word for choice in one.choices for word in (choice.text, choice.hint))]
    for text in said:
        if is_never_kept(one.id) or is_never_asked(text):
            mistakes.add(FILE, line, one.id, why_not(text))
            return


def _check_service(spec: ServiceSpec, document: Document, asked: dict[str, QuestionSpec], mistakes: Mistakes) -> None:
    named = {("fits", question): answers for question, answers in spec.fits.items()}
    named |= {("nearly", question): [one for one in told if one != ANY_OTHER] for question, told in spec.nearly.items()}
    for steps, answers in named.items():
        question, line = steps[1], document.line(steps)
        if question in asked:
            _check_offered(asked[question], answers, document.file, line, dotted(steps), mistakes)
        else:
            message = _("There is no question “%(id)s” in questions.yaml.") % {"id": question}
            mistakes.add(document.file, line, dotted(steps), message + did_you_mean(question, asked))
    for one in asked.values():
        turns = {event for choice in one.choices for event in choice.events}
        if turns and one.id not in spec.fits and turns.isdisjoint(spec.events):
            message = _("No answer to “%(id)s” stands for a turn of life of this service; nobody would be led to it.")
            mistakes.add(document.file, document.line(("events",)), "events", message % {"id": one.id})


def _check_offered(
    one: QuestionSpec, answers: Iterable[str], file: str, line: int, path: str, mistakes: Mistakes
) -> None:
    for answer in answers:
        if answer not in one.offered:
            message = _("“%(answer)s” is no answer to “%(id)s”; possible are: %(offered)s.")
            told = {"answer": answer, "id": one.id, "offered": "、".join(one.offered)}
            mistakes.add(file, line, path, message % told)
