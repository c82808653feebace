"""What can be wrong between two installations, in words for whoever runs them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class ExchangeProblem(Problem):
    code = "exchange_problem"


class PeersUnreadable(ExchangeProblem):
    """The file that LINLI_PEERS names is not as it must be."""

    code = "peers_unreadable"
    status = 503

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            _("The list of other installations (%(path)s) cannot be used: %(why)s") % {"path": path, "why": why}
        )


class KeyUnreadable(ExchangeProblem):
    code = "exchange_key_unreadable"
    status = 503

    def __init__(self, where: str) -> None:
        super().__init__(
            _("What stands in %(where)s is no private key: 32 bytes in base64 are needed.") % {"where": where}
        )


class NotSigned(ExchangeProblem):
    """Headers that a signed request has are missing or written in another way."""

    code = "not_signed"
    status = 401

    def __init__(self, header: str) -> None:
        super().__init__(
            _("The header %(header)s is missing, or not as RFC 9421 and RFC 9530 write it and as this exchange needs it.")
            % {"header": header},
            header=header,
        )  # fmt: skip


class UnknownPeer(ExchangeProblem):
    code = "unknown_peer"
    status = 401

    def __init__(self, keyid: str) -> None:
        super().__init__(_("No installation with the key “%(key)s” is known here.") % {"key": keyid[:64]})


class WrongSignature(ExchangeProblem):
    code = "wrong_signature"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            _("The signature does not belong to this request: it was altered on its way, or signed with another key.")
        )


class Stale(ExchangeProblem):
    code = "stale_signature"
    status = 401

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _("It was signed %(seconds)d seconds away from the time here; 300 are allowed. Please look at both clocks.")
            % {"seconds": seconds}
        )  # fmt: skip


class NonceUsed(ExchangeProblem):
    code = "nonce_used"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This very request has been here before. Sent again, it has to be signed anew."))


class WrongDigest(ExchangeProblem):
    code = "wrong_digest"
    status = 400

    def __init__(self) -> None:
        super().__init__(_("The body is not the one that the Content-Digest was made of."))


class TooLarge(ExchangeProblem):
    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(_("A parcel has at most %(most)d MB.") % {"most": most // (1024 * 1024)})


class UnfitParcel(ExchangeProblem):
    """Signed rightly, but no parcel that could be taken."""

    code = "unfit_parcel"
    status = 422


class ParcelAltered(ExchangeProblem):
    code = "parcel_altered"
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(_("The parcel %(key)s came before with another body.") % {"key": key})
