"""A tablet with ODK Collect: it signs in by digest, reads the form it was given, and fills it in as that form is."""

from __future__ import annotations

import copy
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.gateways.odk.actions import Issued, issue
from tests import factories
from tests.factories import SLUG, actor
from tests.surveys import town

LIST = {"list": "http://openrosa.org/xforms/xformsList"}
PHOTO = b"\xff\xd8\xff\xe0" + b"taken with a tablet " * 40
DATE = "Mon, 02 Nov 2026 01:30:00 GMT"


def given_to(name: str = "asker", by: str = "leader", days: str = "120") -> Issued:
    return issue(actor(by), str(town.account(name).pk), "平板三号", days)


@dataclass
class Tablet:
    """`token`: instead of signing in by digest, in the address."""

    key: Issued
    in_address: bool = False
    date: str = DATE
    client: Client = field(default_factory=Client)
    counted: int = 0

    @property
    def base(self) -> str:
        return f"/odk/key/{self.key.token}" if self.in_address else f"/odk/{SLUG}"

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"X-OpenRosa-Version": "1.0", "Date": self.date}
        asking = getattr(self.client, method.lower())
        # A body that was read once is read again.
        for one in more.get("data", {}).values():
            if hasattr(one, "seek"):
                one.seek(0)
        answer = asking(path, headers=headers, **more)
        if answer.status_code != 401 or self.in_address:
            return answer
        for one in more.get("data", {}).values():
            if hasattr(one, "seek"):
                one.seek(0)
        signed = self.signed(method, path, answer.headers["WWW-Authenticate"])
        return asking(path, headers=headers | {"Authorization": signed}, **more)

    def signed(self, method: str, path: str, challenge: str, **other: str) -> str:
        """RFC 7616, worked out here once more."""
        asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        said = {
            "username": self.key.key.username,
            "uri": path,
            "token": self.key.token,
            "nonce": asked["nonce"],
        } | other
        self.counted += 1
        nc, cnonce = f"{self.counted:08x}", "0a4f113b"
        own = md5(f"{said['username']}:{asked['realm']}:{said['token']}")
        response = md5(f"{own}:{said['nonce']}:{nc}:{cnonce}:auth:{md5(f'{method}:{path}')}")
        return (
            f'Digest username="{said["username"]}", realm="{asked["realm"]}", nonce="{said["nonce"]}", uri="{said["uri"]}", '
            f'algorithm=MD5, response="{response}", qop=auth, nc={nc}, cnonce="{cnonce}"'
        )

    def form_list(self) -> list[Element]:
        answer = self.get(f"{self.base}/formList")
        assert answer.status_code == 200 and answer.headers["X-OpenRosa-Version"] == "1.0", answer.content
        return ElementTree.fromstring(answer.content).findall("list:xform", LIST)

    def form(self) -> bytes:
        """The only form of the list, downloaded from where the list says, and as it says."""
        (one,) = self.form_list()
        answer = self.get(below(told(one, "downloadUrl")))
        assert told(one, "hash") == f"md5:{md5_of(answer.content)}"
        return bytes(answer.content)

    def send(self, xml: bytes, photos: dict[str, bytes] | None = None, *, more: bool = False) -> Any:
        parts: dict[str, Any] = {"xml_submission_file": SimpleUploadedFile("it.xml", xml, "text/xml")}
        for name, body in (photos or {}).items():
            parts[name] = SimpleUploadedFile(name, body, "image/jpeg")
        if more:
            parts["*isIncomplete*"] = "yes"
        return self.ask("POST", f"{self.base}/submission", data=parts)


def filled(form: bytes, answers: dict[str, Any], instance: str) -> bytes:
    """The instance that is in the form, with these answers in it: those not given are not relevant and left out."""
    root = ElementTree.fromstring(form)
    instances = root.iterfind(".//{http://www.w3.org/2002/xforms}model/{http://www.w3.org/2002/xforms}instance")
    whole = copy.deepcopy(next(iter(next(iter(instances)))))
    _fill(whole, answers)
    meta = next(one for one in whole if bare(one) == "meta")
    for one in meta:
        if bare(one) == "instanceID":
            one.text = instance
    return ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True)


def _fill(inside: Element, answers: dict[str, Any]) -> None:
    for child in list(inside):
        name = bare(child)
        if name == "meta":
            continue
        if isinstance(answers.get(name), list):
            at = list(inside).index(child)
            inside.remove(child)
            if "{http://openrosa.org/javarosa}template" in child.attrib:
                for row in answers[name]:
                    one = copy.deepcopy(child)
                    one.attrib.clear()
                    _fill(one, row)
                    inside.insert(at, one)
                    at += 1
        elif len(child):
            _fill(child, answers)
        elif name in answers:
            child.text = str(answers[name])
        else:
            inside.remove(child)


def bare(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def told(xform: Element, name: str) -> str:
    return xform.findtext(f"list:{name}", "", LIST)


def below(address: str) -> str:
    """The path of an address of the server that tests speak to."""
    assert address.startswith("http://testserver/"), address
    return address.removeprefix("http://testserver")


def said(answer: Any) -> str:
    return str(ElementTree.fromstring(answer.content).findtext("{http://openrosa.org/http/response}message"))


def md5(text: str) -> str:
    return md5_of(text.encode())


def md5_of(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


PASSWORD = factories.PASSWORD
