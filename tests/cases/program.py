"""A program that speaks JSON to the API, as a guest or with a member of staff's token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from linli.people.actions import issue_token
from tests import factories

ROOT = "/api/v1"


@dataclass(frozen=True)
class Heard:
    """An answer: its status, its body as read from JSON, its headers."""

    status: int
    body: Any
    headers: Any

    @property
    def faults(self) -> dict[str, str]:
        """Field → sentence, of a problem."""
        return {fault["field"]: fault["message"] for fault in self.body["errors"]}


class Program:
    """Faults of ours come back as a 500, as they would over the wire."""

    def __init__(self, username: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        if username:
            token, _kept = issue_token(username, factories.PASSWORD, "127.0.0.1")
            self.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Heard:
        return self._heard(self.client.get(ROOT + path, query, headers=headers or {}))

    def post(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> Heard:
        return self.send(path, json.dumps(body, default=str), headers)

    def send(self, path: str, body: str | bytes, headers: dict[str, str] | None = None) -> Heard:
        """A body as it is, JSON or not."""
        return self._heard(self.client.post(ROOT + path, body, content_type="application/json", headers=headers or {}))

    def delete(self, path: str) -> Heard:
        return self._heard(self.client.delete(ROOT + path))

    @staticmethod
    def _heard(answer: Any) -> Heard:
        kind = answer.headers.get("Content-Type", "")
        body = json.loads(answer.content) if answer.content and "json" in kind else answer.content
        if answer.status_code >= 400 and answer.status_code != 405:
            assert kind == "application/problem+json", (answer.status_code, answer.content[:300])
            assert body["status"] == answer.status_code and body["title"] and body["detail"] and body["code"]
        return Heard(answer.status_code, body, answer.headers)
