"""What can be wrong with an asset, a lease, a rent or an application, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clock import day_text
from linli.problem import Problem


class AssetsProblem(Problem):
    code = "assets_problem"


class NotThere(AssetsProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s. The list shows what there is.") % {"what": what[:40]})


class NotYourAsset(AssetsProblem):
    code = "not_your_asset"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Assets are run by those who work for the organisation that owns them."))


class SignInFirst(AssetsProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we can tell you if something changes."))


class CodeTaken(AssetsProblem):
    code = "code_taken"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(
            _("“%(code)s” is in the register already. Please choose another code.") % {"code": code}, field="code"
        )


class NoSuchOrganisation(AssetsProblem):
    code = "no_such_organisation"
    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(
            _("There is no organisation “%(code)s” in this district. Please choose one of the list.") % {"code": code[:40]},
            field="organisation",
        )  # fmt: skip


class NoSuchArea(AssetsProblem):
    code = "no_such_area"
    status = 422

    def __init__(self, code: str) -> None:
        super().__init__(
            _("“%(code)s” is no community or village of this district.") % {"code": code[:20]}, field="area"
        )


class NoPhoto(AssetsProblem):
    code = "no_photo"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("Please choose a photo (JPEG, PNG, WebP)."), field="picture")


class TooManyPhotos(AssetsProblem):
    code = "too_many_photos"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("There are %(most)d photos of it already. Please take one out first.") % {"most": most}, field="picture"
        )


class OwnershipStays(AssetsProblem):
    """The first of the three rights is not what is dealt with here."""

    code = "ownership_stays"
    status = 409

    def __init__(self, asset: str, owner: str) -> None:
        super().__init__(
            _("“%(asset)s” is owned by %(owner)s, and this stays so: only its use is granted, and its income shared.")
            % {"asset": asset, "owner": owner}
        )


class DaysDoNotFollow(AssetsProblem):
    code = "days_do_not_follow"
    status = 422

    def __init__(self, first: date, last: date, field: str = "last") -> None:
        told = {"first": day_text(first), "last": day_text(last)}
        super().__init__(
            _("It would end on %(last)s, before it begins on %(first)s. Please check both days.") % told, field=field
        )


class HeldThen(AssetsProblem):
    """Somebody else has the use right on some of these days."""

    code = "held_then"
    status = 409

    def __init__(self, holder: str, first: date, last: date | None) -> None:
        told = {"holder": holder, "first": day_text(first), "last": day_text(last) or _("further notice")}
        super().__init__(
            _(
                "%(holder)s holds the use right from %(first)s until %(last)s. Please end that first, or choose other days."
            )
            % told,
            field="first",
        )


class LetThen(AssetsProblem):
    """Another lease runs on some of these days."""

    code = "let_then"
    status = 409

    def __init__(self, lessee: str, first: date, until: date) -> None:
        told = {"lessee": lessee, "first": day_text(first), "until": day_text(until)}
        super().__init__(
            _("It is let to %(lessee)s from %(first)s until %(until)s. Please choose days on which no other lease runs.") % told,
            field="first",
        )  # fmt: skip


class NotAHundred(AssetsProblem):
    code = "not_a_hundred"
    status = 422

    def __init__(self, owner: int, community: int, operator: int) -> None:
        told = {"sum": owner + community + operator, "owner": owner, "community": community, "operator": operator}
        super().__init__(
            _(
                "Owner %(owner)s, community %(community)s and operator %(operator)s come to %(sum)s per cent; they must be a hundred."
            )
            % told,
            field="owner",
        )


class RuleStands(AssetsProblem):
    """What was shared is not shared again: a rule begins after the rules and rents there are."""

    code = "rule_stands"
    status = 409

    def __init__(self, on: date) -> None:
        super().__init__(
            _("Income was shared, or another rule begins, on %(on)s or later. A rule begins after that.") % {"on": day_text(on)},
            field="first",
        )  # fmt: skip


class BookNotReady(AssetsProblem):
    code = "book_not_ready"
    status = 409

    def __init__(self, account: str) -> None:
        super().__init__(
            _(
                "The district's book has no account “%(account)s”, so no rent can be posted. Please ask who keeps the book."
            )
            % {"account": account}
        )


class TooMuch(AssetsProblem):
    code = "too_much"
    status = 422

    def __init__(self, amount: Decimal, left: Decimal) -> None:
        told = {"amount": f"{amount:,.2f}", "left": f"{left:,.2f}"}
        super().__init__(
            _("%(amount)s yuan are more than is left of this rent: %(left)s. What belongs to another month is entered there.") % told,
            field="amount",
        )  # fmt: skip


class NothingLeft(AssetsProblem):
    code = "nothing_left"
    status = 409

    def __init__(self, month: date) -> None:
        super().__init__(
            _("The rent of %(month)s is paid or waived: nothing is left of it.") % {"month": f"{month:%Y-%m}"}
        )


class PartlyPaid(AssetsProblem):
    code = "partly_paid"
    status = 409

    def __init__(self, paid: Decimal) -> None:
        super().__init__(
            _("%(paid)s yuan of it are paid and shared already, so it cannot be waived.") % {"paid": f"{paid:,.2f}"}
        )


class NotThatDay(AssetsProblem):
    code = "not_that_day"
    status = 422

    def __init__(self, on: date, first: date, last: date) -> None:
        told = {"on": day_text(on), "first": day_text(first), "last": day_text(last)}
        super().__init__(_("%(on)s does not fit: please choose a day from %(first)s to %(last)s.") % told, field="on")


class AlreadyEnded(AssetsProblem):
    code = "already_ended"
    status = 409

    def __init__(self, until: date) -> None:
        super().__init__(_("This has ended on %(until)s already.") % {"until": day_text(until)})


class NotVacant(AssetsProblem):
    code = "not_vacant"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” is in use now. The list shows what is vacant.") % {"name": name})


class AppliedAlready(AssetsProblem):
    code = "applied_already"
    status = 409

    def __init__(self, application: str) -> None:
        super().__init__(_("You have applied for this one, and it is being looked at."))
        self.application = application


class TooManyApplications(AssetsProblem):
    code = "too_many_applications"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("%(most)s of your applications are being looked at. Please wait for one of them.") % {"most": most}
        )


class DecidedAlready(AssetsProblem):
    code = "decided_already"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("This application is decided already: %(state)s.") % {"state": state})
