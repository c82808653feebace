"""Tokens for programs and phones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from linli.answers import ERRORS, json_answer
from linli.people.actions import issue_token, issue_token_with_code, request_code, revoke_token
from linli.people.actors import address_of

router = Router(tags=["accounts"])


class Credentials(BaseModel):
    """Of staff the name and password; of a resident the phone and the code that POST /codes has sent to it."""

    username: str = ""
    password: str = ""
    phone: str = ""
    code: str = ""


class Phone(BaseModel):
    phone: str


class TokenIssued(BaseModel):
    """Send it as `Authorization: Bearer …`."""

    token: str
    expires_at: str


@router.post("/codes", response={204: None, **ERRORS}, summary="Send a one-time code to a mobile phone")
def send_code(request: HttpRequest, payload: Phone) -> HttpResponse:
    request_code(payload.phone, address_of(request))
    return HttpResponse(status=204)


@router.post("/tokens", response={201: TokenIssued, **ERRORS}, summary="A token for twelve hours")
def create_token(request: HttpRequest, payload: Credentials) -> HttpResponse:
    if payload.phone:
        text, token = issue_token_with_code(payload.phone, payload.code)
    else:
        text, token = issue_token(payload.username, payload.password, address_of(request))
    return json_answer({"token": text, "expires_at": token.expires_at.isoformat()}, 201)


@router.delete("/tokens", response={204: None, **ERRORS}, summary="End the token this request carries")
def end_token(request: HttpRequest) -> HttpResponse:
    revoke_token(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    return HttpResponse(status=204)
