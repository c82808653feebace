"""A signed request as it comes in: its authority as the sender wrote it, its body, and whether that is the one signed."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from .errors import NotSigned, TooLarge, WrongDigest
from .signing import Malformed, digest_fits


def authority_of(request: HttpRequest) -> str:
    """As the sender wrote it: without the port that is the scheme's own."""
    own = ":443" if request.is_secure() else ":80"
    return request.get_host().lower().removesuffix(own)


def body_of(request: HttpRequest, most: int) -> bytes:
    """Read by ourselves: what Django takes in at once is far less. Raises TooLarge."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > most:
        raise TooLarge(most)
    return request.read(int(length))


def check_body(headers: Mapping[str, str], body: bytes) -> None:
    """Raises NotSigned, WrongDigest."""
    try:
        fits = digest_fits(headers, body)
    except Malformed as wrong:
        raise NotSigned(str(wrong)) from None
    if not fits:
        raise WrongDigest
