"""What is said in OpenRosa (docs.getodk.org/openrosa): the list of forms, a manifest, an answer to a submission."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.http import http_date

from linli import clock

VERSION = "1.0"
# Of one request, photos and all: a client that has more sends it in several.
MOST = 12_000_000
_LIST, _MANIFEST = "http://openrosa.org/xforms/xformsList", "http://openrosa.org/xforms/xformsManifest"
_RESPONSE = "http://openrosa.org/http/response"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Offered:
    """A form as the list has it; addresses are whole."""

    form_id: str
    name: str
    version: str
    xml: bytes
    description: str
    download: str
    manifest: str

    @property
    def digest(self) -> str:
        """Of the form as it is downloaded: what the protocol calls its hash."""
        return "md5:" + hashlib.md5(self.xml, usedforsecurity=False).hexdigest()


def form_list(forms: Sequence[Offered]) -> str:
    rows = "".join(
        _element(
            "xform",
            "".join((
                _element("formID", escape(one.form_id)), _element("name", escape(one.name)),
                _element("version", escape(one.version)), _element("hash", one.digest),
                _element("descriptionText", escape(one.description)), _element("downloadUrl", escape(one.download)),
                _element("manifestUrl", escape(one.manifest)),
            )),
        )
        for one in forms
    )  # fmt: skip
    return f'{_HEAD}<xforms xmlns="{_LIST}">{rows}</xforms>'


def manifest() -> str:
    """Of a form with no files beside it, as all of ours are."""
    return f'{_HEAD}<manifest xmlns="{_MANIFEST}"/>'


def response(nature: str, message: str) -> str:
    return f'{_HEAD}<OpenRosaResponse xmlns="{_RESPONSE}"><message nature="{nature}">{escape(message)}</message></OpenRosaResponse>'


def answered(body: str | bytes = "", status: int = 200) -> HttpResponse:
    """With the headers that every answer of the protocol has."""
    answer = HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
    answer.headers["X-OpenRosa-Version"] = VERSION
    answer.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST)
    answer.headers["Date"] = http_date(clock.now().timestamp())
    return answer


def _element(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"
