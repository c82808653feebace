"""What every form of this room shares: it is done once though it is sent twice, and comes back with what was typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from django.http import HttpRequest
from django.utils.functional import Promise

from linli.audit.idempotency import Answer, once
from linli.cases.sheet import Sheet
from linli.people.actors import Actor, actor_of

Do = Callable[[Actor, str, dict[str, object]], object]


@dataclass(frozen=True)
class Move:
    """Something that can be done on a page by a form: with which fields, and what is said when it is done.

    `lists`: fields of which a form gives several. `picture`: the field of a file that goes with it.
    """

    do: Callable[..., object]
    fields: tuple[str, ...]
    said: Promise | str
    lists: tuple[str, ...] = ()
    picture: str = ""


@dataclass
class Forms:
    """The forms of a page, of which at most one comes back with faults: in a template `forms|form:"claim"`."""

    failed: str = ""
    sheet: Sheet = field(default_factory=Sheet)

    def of(self, name: str) -> Sheet:
        return self.sheet if name == self.failed else Sheet()

    @property
    def sentences(self) -> list[str]:
        return self.sheet.sentences


def fresh_key() -> str:
    return uuid4().hex


def key_of(request: HttpRequest) -> str:
    """The key of a form: a new one for a new form, the same for one that comes back."""
    return request.POST.get("key", "")[:40] or fresh_key()


def typed(request: HttpRequest, fields: Iterable[str]) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in fields}


def sent_once(request: HttpRequest, do: Callable[[], str]) -> str:
    """What it gave; the same form sent again gives the same, and does nothing."""
    actor, key = actor_of(request), request.POST.get("key", "")[:40]
    given = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    digest = hashlib.sha256(json.dumps([request.path, given], ensure_ascii=False).encode()).hexdigest()
    scope = f"projects {actor.account.pk if actor.account else ''}"
    kept = f"{key}-{digest[:16]}" if key and key.isascii() and key.isprintable() else None
    return once(scope, kept, digest, lambda: Answer(201, do().encode())).body.decode()


def given_of(request: HttpRequest, move: Move) -> dict[str, object]:
    """What a form of this move holds, as its command takes it."""
    given: dict[str, object] = dict(typed(request, move.fields))
    for name in move.lists:
        given[name] = request.POST.getlist(name)
    return given


def kept_typed(given: Mapping[str, object]) -> dict[str, str]:
    """For a form that comes back."""
    return {name: value for name, value in given.items() if isinstance(value, str)}
