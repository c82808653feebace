"""The desk's verbs on a case: take it up, place it, hand it on, ask, decline, merge. Each changes one file."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.clock import now
from linli.ids import read_case_code
from linli.inserting import insert
from linli.people import queries as people
from linli.people.actions import contact_for
from linli.people.actors import Actor
from linli.people.models import Contact, OrganisationKind
from linli.places import queries as places
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput, NoSuchCase, NotYours
from ..file import CaseFile, digest
from ..lifecycle import CASE_MOVES, MAY_NAME, Part, may_follow, parts_of
from ..models import Case, DeadlineKind, Follow, RemarkKind, State


def check_desk(actor: Actor, case: Case) -> None:
    """Opening a case straight into the desk's hands is for those who hold that desk, or patrol its cells."""
    rule = CASE_MOVES["register"]
    if not parts_of(actor, case) & {*rule.who, Part.GRID}:
        raise NotYours(str(rule.label), rule.who_text)


def known_organisation(
    district: str, code: str, field: str = "organisation", kinds: Collection[str] = OrganisationKind.values
) -> people.OrgCard:
    """The organisation by its code, at work and of one of these kinds, or a fault that says what would do."""
    card = people.organisations(district).get(code)
    if card is None:
        message = _("There is no organisation “%(value)s”. Please choose one from the list.") % {"value": code}
    elif not card.active:
        message = _("%(name)s does no work any more. Please choose another one from the list.") % {"name": card.name}
    elif card.kind not in kinds:
        possible = "、".join(str(OrganisationKind(kind).label) for kind in kinds)
        message = _("%(name)s cannot be chosen here. Possible are: %(kinds)s.") % {"name": card.name, "kinds": possible}
    else:
        return card
    raise InvalidInput([Fault(field, message, code)])


def known_category(district: str, code: str) -> catalogue.CategoryCard:
    """The category by its code, or a fault that says what would do."""
    found = catalogue.category(district, code)
    if found is None:
        message = _("There is no category “%(value)s”. Please choose one from the list, or leave it to us.")
        raise InvalidInput([Fault("category", message % {"value": code[:40]}, code[:40])])
    return found


def register(actor: Actor, file: CaseFile, command: c.Register) -> None:
    """Take the case up: it has a category, a public title, and its acknowledge deadline is met."""
    case = file.case
    category = known_category(case.district_id, command.category)
    file.meet(DeadlineKind.ACKNOWLEDGE)
    _take_category(file, category)
    case.title = command.title or case.title
    case.published = command.publish
    case.registered_at = case.registered_at or now()
    file.record("registered", actor, category=category.code)
    file.tell_reporter("case_registered")


def locate(actor: Actor, file: CaseFile, command: c.Locate) -> None:
    """Say where it is; the case moves to the desk of that community, with its clock going on."""
    case = file.case
    located = places.located_area(command.area, case.district_id)
    case.area_id = located.area
    case.community, case.street = located.community or "", located.street or ""
    if case.lat is None:
        case.lat, case.lon = located.lat, located.lon
    office = people.office_of(located.community or located.street)
    moved = office is not None and office != case.office_id
    if moved and office:
        _move_office(file, office)
    file.record("located", actor, area=located.area, label=located.label)
    if moved:
        file.tell(case.office_id, "new_case", due=_close_due(file))


def classify(actor: Actor, file: CaseFile, command: c.Classify) -> None:
    category = known_category(file.case.district_id, command.category)
    _take_category(file, category)
    file.record("classified", actor, category=category.code)


def _take_category(file: CaseFile, category: catalogue.CategoryCard) -> None:
    """A category with another clock starts that clock; the same one runs on, in the version the case began under."""
    case = file.case
    case.category_id = category.id
    clock = catalogue.clock(case.district_id, category.clock_code)
    if case.clock is not None and case.clock.code == clock.code:
        return
    case.clock_id = clock.id
    file.cancel(DeadlineKind.ANSWER, DeadlineKind.CLOSE)
    terms = {kind: term for kind, term in clock.case_terms().items() if kind in ("answer", "close")}
    file.start_all(terms, case.office_id)


def assign(actor: Actor, file: CaseFile, command: c.Assign) -> None:
    """One organisation does the work, without a whistle."""
    case = file.case
    card = known_organisation(case.district_id, command.organisation, kinds=MAY_NAME["assign"])
    case.organisation_id = card.code
    file.meet(DeadlineKind.ACKNOWLEDGE)
    file.cancel(DeadlineKind.FINISH)
    close = next(iter(file.running(DeadlineKind.CLOSE)), None)
    if close:
        file.start(DeadlineKind.FINISH, card.code, close.term, due=close.due_at)
    detail = {"organisation": card.code, "name": card.name}
    if command.text:
        detail |= file.say(RemarkKind.NOTE, command.text, actor)
    file.record("assigned", actor, **detail)
    file.tell(card.code, "case_assigned", due=_close_due(file))
    file.tell_reporter("case_transferred", organisation=card.name)


def start(actor: Actor, file: CaseFile, command: c.Start) -> None:
    said = file.say(RemarkKind.REASON, command.text, actor) if command.text else {}
    file.record("started", actor, **said)


def hand_back(actor: Actor, file: CaseFile, command: c.HandBack) -> None:
    """The assigned organisation says it is not its matter: which one, why, and who is next."""
    case = file.case
    next_card = (
        known_organisation(case.district_id, command.next_organisation, "next_organisation", MAY_NAME["hand_back"])
        if command.next_organisation
        else None
    )
    unit, case.organisation_id = case.organisation_id, None
    file.cancel(DeadlineKind.FINISH)
    said = file.say(RemarkKind.REASON, command.reason, actor)
    file.record(
        "handed_back",
        actor,
        unit=unit,
        next=next_card.code if next_card else "",
        next_name=next_card.name if next_card else "",
        **said,
    )
    file.tell(case.office_id, "callout_refused", organisation=_name(case, unit), reason=command.reason[:60])


def transfer(actor: Actor, file: CaseFile, command: c.Transfer) -> None:
    """Another desk is answerable from now; its acknowledge deadline starts anew."""
    case = file.case
    card = known_organisation(case.district_id, command.organisation, kinds=MAY_NAME["transfer"])
    if card.code == case.office_id:
        message = _("The case is at %(name)s already. Please choose another one.") % {"name": card.name}
        raise InvalidInput([Fault("organisation", message, card.code)])
    if file.open_whistles:
        message = _("A whistle is still open on this case. Please confirm it on site first.")
        raise InvalidInput([Fault("organisation", message, card.code)])
    before = case.office_id
    case.organisation_id = None
    file.cancel(DeadlineKind.FINISH)
    _move_office(file, card.code)
    said = file.say(RemarkKind.REASON, command.reason, actor)
    file.record("transferred", actor, before=before, organisation=card.code, name=card.name, **said)
    file.tell(card.code, "new_case", due=_close_due(file))
    file.tell_reporter("case_transferred", organisation=card.name)


def _move_office(file: CaseFile, office: str) -> None:
    case = file.case
    case.office_id = office
    file.meet(DeadlineKind.ACKNOWLEDGE)
    for deadline in file.running(DeadlineKind.ANSWER, DeadlineKind.CLOSE):
        deadline.organisation_id = office
    if case.clock:
        file.start(DeadlineKind.ACKNOWLEDGE, office, case.clock.case_terms()["acknowledge"])


def ask(actor: Actor, file: CaseFile, command: c.Ask) -> None:
    """Return it to the resident with a question; every clock stands still until they reply."""
    file.meet(DeadlineKind.ACKNOWLEDGE)
    file.pause()
    said = file.say(RemarkKind.QUESTION, command.question, actor)
    file.record("asked", actor, **said)
    file.tell_reporter("case_question")


def reply(actor: Actor, file: CaseFile, command: c.Reply) -> None:
    case = file.case
    case.state, case.came_from = case.came_from or State.REGISTERED, ""
    file.resume()
    said = file.say(RemarkKind.REPLY, command.text, actor)
    file.record("replied", actor, **said)
    file.tell(case.office_id, "case_replied")
    if case.organisation_id:
        file.tell(case.organisation_id, "case_replied")


def decline(actor: Actor, file: CaseFile, command: c.Decline) -> None:
    """Not taken up: which unit says so, why, and where to go instead."""
    case = file.case
    case.next_door = command.next_door
    case.closed_at = now()
    file.meet(DeadlineKind.ACKNOWLEDGE)
    file.cancel()
    said = file.say(RemarkKind.REASON, command.reason, actor)
    file.record("declined", actor, next_door=command.next_door, **said)
    file.tell_reporter("case_declined", organisation=command.next_door)


def withdraw(actor: Actor, file: CaseFile, command: c.Withdraw) -> None:
    if file.open_whistles:
        message = _(
            "Departments are on their way for this case, so it can no longer be withdrawn. You can tell us more below."
        )
        raise InvalidInput([Fault("reason", message)])
    case = file.case
    case.closed_at = now()
    file.cancel()
    said = file.say(RemarkKind.REASON, command.reason, actor) if command.reason else {}
    file.record("withdrawn", actor, **said)


def merge(actor: Actor, file: CaseFile, command: c.Merge) -> None:
    """Into another case about the same matter; those who follow this one follow that one."""
    case = file.case
    spelled = read_case_code(command.into)
    target = (
        Case.objects.requests().visible_to(actor.reach).select_for_update().filter(code=spelled).first()
        if spelled
        else None
    )
    if target is None:
        raise NoSuchCase(command.into)
    if target.pk == case.pk or not target.is_open:
        message = _("Case %(code)s cannot take this one in: it is “%(state)s”. Please choose another open case.")
        shown = message % {"code": target.code, "state": target.state_label}
        raise InvalidInput([Fault("into", shown, target.code)])
    joined = _move_followers(case, target)
    case.merged_into = target
    case.closed_at = now()
    file.meet(DeadlineKind.ACKNOWLEDGE)
    file.cancel()
    file.record("merged", actor, into=target.code)
    file.tell_reporter("case_merged", organisation=target.code)
    other = CaseFile.load(target)
    target.followers += joined
    other.record("absorbed", actor, case=case.code, joined=joined)
    other.save()


def _move_followers(case: Case, target: Case) -> int:
    """The reporter of `case`, and those who follow it, become followers of `target`; returns how many joined."""
    followers = list(case.follows.select_related("contact"))
    known = _marks(target.account_id, target.reporter)
    for follow in target.follows.select_related("contact"):
        known |= _marks(follow.account_id, follow.contact, follow.device_digest)
    joined = []
    for account, contact, device in [
        (case.account_id, case.reporter, ""),
        *((follow.account_id, follow.contact, follow.device_digest) for follow in followers),
    ]:
        marks = _marks(account, contact, device)
        if not marks & known:
            follow = Follow(case=target, account_id=account, contact=contact, device_digest=device, created_at=now())
            joined.append(follow)
            known |= marks
    insert(joined)
    return len(joined) + max(0, case.followers - len(followers))


def _marks(account: UUID | None, contact: Contact | None, device: str = "") -> set[object]:
    """What a person is known by: whoever has one of these in common is the same, and is told and counted once."""
    of_contact = (contact.account_id, contact.phone_index, contact.pk) if contact else ()
    return {mark for mark in (account, device, *of_contact) if mark}


def note(actor: Actor, file: CaseFile, command: c.Note) -> None:
    file.record("noted", actor, **file.say(RemarkKind.NOTE, command.text, actor))


def urge(actor: Actor, file: CaseFile, command: c.Urge) -> None:
    """The supervisor asks every desk that still has something to do to hurry."""
    file.record("urged", actor, **file.say(RemarkKind.NOTE, command.text, actor))
    for organisation in {d.organisation_id for d in file.deadlines if d.state == "running"} or {file.case.office_id}:
        file.tell(organisation, "escalated", reason=command.text[:60], due=_close_due(file))


def follow(actor: Actor, file: CaseFile, command: c.FollowCase) -> bool:
    """“Me too”: counted once for an account or a device; who follows already changes nothing (False)."""
    case = file.case
    if not may_follow(parts_of(actor, case), case):
        raise NoSuchCase(case.code)
    account = actor.account if actor.kind == "resident" else None
    device = digest(command.device) if command.device else ""
    if not account and not device:
        message = _("Please sign in, or allow this page to remember that you follow this case.")
        raise InvalidInput([Fault("device", message)])
    mine = case.follows.filter(account=account) if account else case.follows.filter(device_digest=device)
    if (account is not None and case.account_id == account.pk) or mine.exists():
        return False
    contact = contact_for(case.district_id, phone=command.phone, account=account) if command.phone else None
    follow = Follow(case=case, account=account, contact=contact, created_at=now())
    follow.device_digest = "" if account else device
    file.rows.append(follow)
    case.followers += 1
    file.record("followed", actor)
    return True


def _close_due(file: CaseFile) -> str:
    return next((d.due_at.isoformat() for d in file.running(DeadlineKind.CLOSE)), "")


def _name(case: Case, organisation: str | None) -> str:
    card = people.organisations(case.district_id).get(organisation or "")
    return card.name if card else ""
