"""Signing in and out: residents by phone and one-time code, staff by name and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.problem import Problem

from ..actions import check_password, request_code, sign_in_with_code
from ..actors import actor_of, address_of
from ..models import StaffSession
from ..sessions import digest_of, end, sign_in_resident, sign_in_staff, sign_out
from ..ways_in import ways_in


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"), max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
    )  # fmt: skip


class CodeForm(forms.Form):
    phone = forms.CharField(max_length=30, widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("One-time code"), max_length=12, help_text=gettext_lazy("The six digits we have just sent you."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class PasswordForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=200, strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Two steps on one address: the phone, then the code sent to it."""
    if request.method == "GET":
        ways = ways_in(request, _next(request, ""))
        return _page(request, "people/sign_in.html", PhoneForm(), step=1, ways=ways)
    if "code" in request.POST:
        return _with_code(request)
    form = PhoneForm(request.POST)
    if form.is_valid() and _tried(form, lambda: request_code(form.cleaned_data["phone"], address_of(request))):
        phone = form.cleaned_data["phone"]
        return _page(request, "people/sign_in.html", CodeForm(initial={"phone": phone}), step=2, phone=phone)
    return _page(request, "people/sign_in.html", form, step=1)


def _with_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)

    def enter() -> None:
        sign_in_resident(request, sign_in_with_code(form.cleaned_data["phone"], form.cleaned_data["code"]))

    if form.is_valid() and _tried(form, enter):
        return redirect(_next(request, "/my"))
    return _page(request, "people/sign_in.html", form, step=2, phone=request.POST.get("phone", ""))


@never_cache
@require_http_methods(["GET", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and actor_of(request).is_staff:
        return redirect(_next(request, "/desk/"))
    form = PasswordForm(request.POST or None)

    def enter() -> None:
        given = form.cleaned_data
        sign_in_staff(request, check_password(given["username"], given["password"], address_of(request)))

    if form.is_valid() and _tried(form, enter):
        return redirect(_next(request, "/desk/"))
    return _page(request, "people/staff_sign_in.html", form)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out: staff to their door, residents to the front page."""
    staff = actor_of(request).is_staff
    sign_out(request)
    messages.success(request, _("You are signed out."))
    return redirect("/staff/sign-in" if staff else "/")


@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in."""
    actor = actor_of(request)
    if not actor.is_staff or actor.account is None:
        return redirect("/staff/sign-in?next=/staff/sessions")
    mine = digest_of(str(request.session.session_key))
    rows = StaffSession.objects.filter(account=actor.account).order_by("-created_at")
    return render(request, "people/sessions.html", {"sessions": [(row, row.key_digest == mine) for row in rows]})


@require_POST
def end_session(request: HttpRequest, key: str) -> HttpResponse:
    actor = actor_of(request)
    if not actor.is_staff:
        return redirect("/staff/sign-in")
    for row in StaffSession.objects.filter(account=actor.account, key_digest=key):
        end(row)
        messages.success(request, _("That browser is signed out."))
    return redirect("people:sessions")


def _tried(form: forms.Form, do: Any) -> bool:
    """Do it; what is refused becomes a fault of the form's own field."""
    try:
        do()
    except Problem as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return False
    return True


def _next(request: HttpRequest, otherwise: str) -> str:
    """Where the person was going, if that is here."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here and wanted.startswith("/") else otherwise


def _page(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    context |= {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, template, context, status=422 if form.errors else 200)
