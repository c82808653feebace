"""What can be wrong between an official account and us, in words for whoever runs it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class WeChatProblem(Problem):
    code = "wechat_problem"


class AccountsUnreadable(WeChatProblem):
    """The file that LINLI_WECHAT names is not as it must be."""

    code = "wechat_accounts_unreadable"
    status = 503

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            _("The list of official accounts (%(path)s) cannot be used: %(why)s") % {"path": path, "why": why}
        )


class NoAccount(WeChatProblem):
    code = "no_wechat_account"
    status = 404

    def __init__(self, district: str) -> None:
        super().__init__(_("“%(district)s” has no official account on WeChat here.") % {"district": district[:40]})


class WrongSignature(WeChatProblem):
    code = "wrong_signature"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("The signature is not one of this official account's. Please compare the token."))


class Stale(WeChatProblem):
    code = "stale_signature"
    status = 403

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("It was signed %(seconds)d seconds away from the time here; 300 are allowed. Please look at both clocks.")
            % {"seconds": seconds}
        )  # fmt: skip


class NonceUsed(WeChatProblem):
    """Signed for another message: in plain mode a signature does not cover what it comes with."""

    code = "nonce_used"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("This signature has already come with another message."))


class TooLarge(WeChatProblem):
    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(_("A message has at most %(most)d kB.") % {"most": most // 1024})


class UnfitMessage(WeChatProblem):
    """It is no message that could be read."""

    code = "unfit_message"
    status = 400


class NotDecrypted(WeChatProblem):
    """Encrypted with another key, altered, for another account, or not encrypted at all where it has to be."""

    code = "not_decrypted"
    status = 403


class NotSignedIn(WeChatProblem):
    """A sign-in that this browser did not begin, or that took too long, or that WeChat does not confirm."""

    code = "wechat_not_signed_in"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("This sign-in was not begun here or has expired. Please begin again."))


class ClientError(Exception):
    """WeChat did not do what it was asked; it may be tried again. Says nothing of what was sent."""

    def __init__(self, what: str, number: int = 0) -> None:
        super().__init__(f"{number} {what}" if number else what)
        self.number = number


class Unwilling(ClientError):
    """It will never do that: no such person, no such template, too late to write."""
