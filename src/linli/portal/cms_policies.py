"""Policies at the editors' part: written, reviewed and published in one's own district, and nobody else's seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents import get_document_model
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet, SnippetChosenView
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from linli.catalogue.guides import guides
from linli.catalogue.models import Audience
from linli.people.actors import actor_of
from linli.people.reach import reach_of
from linli.places.queries import district_by, names

from .models import Policy, PolicySubject, Validity
from .queries.drawers import drawer_of

LONGEST_QUESTION, LONGEST_ANSWER, MOST_QUESTIONS = 120, 1000, 20


class QuestionsField(forms.CharField):
    """Questions with their answers as people type them: a question, its answer below it, an empty line between two."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n\n".join(f"{one['q']}\n{one['a']}" for one in value)
        return value

    def clean(self, value: Any) -> list[dict[str, str]]:
        blocks = [block.strip() for block in str(super().clean(value)).replace("\r\n", "\n").split("\n\n")]
        found = []
        for block in filter(None, blocks):
            question, _line, answer = (part.strip() for part in block.partition("\n"))
            if not answer or len(question) > LONGEST_QUESTION or len(answer) > LONGEST_ANSWER:
                message = gettext("“%(question)s”: please write the question in one line, its answer in the next, and leave a line empty after it.")  # fmt: skip
                raise forms.ValidationError(message % {"question": question[:30]})
            found.append({"q": question, "a": answer})
        if len(found) > MOST_QUESTIONS:
            raise forms.ValidationError(gettext("At most %(n)d questions, please.") % {"n": MOST_QUESTIONS})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By what is said, for browsers end lines otherwise than they are shown."""
        try:
            return self.clean(data) != (initial or [])
        except forms.ValidationError:
            return True


class PolicyForm(WagtailAdminModelForm):
    """Choices are those of the editor's own district."""

    audiences = forms.MultipleChoiceField(
        label=_("Addressed to"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False, widget=forms.CheckboxSelectMultiple)
    regions = forms.MultipleChoiceField(
        label=_("Region"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: the whole district.")
    )
    services = forms.MultipleChoiceField(label=_("Services"), required=False, widget=forms.CheckboxSelectMultiple)
    attachments = forms.TypedMultipleChoiceField(
        label=_("Attachments"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("Files are handed in under “Documents” first."),
    )  # fmt: skip
    questions = QuestionsField(
        label=_("Questions and answers"), required=False,
        help_text=_("A question in one line, its answer in the next; an empty line before the next question."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and self.for_user is not None:
            self.instance.district_id = reach_of(self.for_user).district
        code = self.instance.district_id
        if not code:
            return
        subjects = PolicySubject.objects.filter(district=code).order_by("position").values_list("name", flat=True)
        kept = [name for name in self.instance.subjects if name not in subjects]
        choices = {
            "subjects": [(name, name) for name in [*subjects, *kept]],
            "regions": [(area.code, area.name) for area in names(code).values() if area.level == "street"],
            "services": [(one.code, one.name) for one in guides(code).values()],
            "attachments": [(one.pk, one.title) for one in _documents(code)],
        }
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = offered
        for name in {"changed_by", "before"} & set(self.fields):
            others = Policy.objects.filter(district=code).exclude(pk=self.instance.pk).order_by("-listed_on", "-pk")
            self.fields[name].queryset = others

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        begins, ends = said.get("in_force_from") or said.get("issued_on"), said.get("in_force_until")
        if begins and ends and ends < begins:
            self.add_error("in_force_until", gettext("This is before the policy begins."))
        if said.get("changed_by") and said.get("validity") == Validity.IN_FORCE:
            self.add_error("validity", gettext("Something changed it: please say whether it is amended or repealed."))
        return said


def _documents(code: str) -> QuerySet[Any]:
    return get_document_model().objects.filter(collection=drawer_of(district_by(code))).order_by("-created_at")[:100]


def of_the_district(rows: QuerySet[Policy], request: HttpRequest) -> QuerySet[Policy]:
    return rows.filter(district=actor_of(request).reach.district)


class _Within:
    """A chooser's list, of the editor's own district and published."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet[Policy]:
        return of_the_district(Policy.objects.filter(live=True).order_by("-listed_on", "-pk"), self.request)


class ChoosePolicy(_Within, ChooseView):
    pass


class ChoosePolicyResults(_Within, ChooseResultsView):
    pass


class ChosenPolicy(SnippetChosenView):
    def get_object(self, pk: str) -> Policy:
        return of_the_district(Policy.objects.all(), self.request).get(pk=pk)


class PolicyChooser(SnippetChooserViewSet):
    choose_view_class = ChoosePolicy
    choose_results_view_class = ChoosePolicyResults
    chosen_view_class = ChosenPolicy


class EditPolicy(EditView):
    def save_instance(self) -> Policy:
        """Who agrees to it as it stands has written nothing; a revision of theirs would need somebody else to agree."""
        if self.action == "workflow-action" and not self.form.has_changed():
            self.new_revision, self.has_content_changes = None, False
            return self.object
        saved: Policy = super().save_instance()
        return saved


class PolicyViewSet(SnippetViewSet):
    """Menu, list, form, versions, review and schedule of policies."""

    model = Policy
    icon = "doc-full-inverse"
    menu_label = _("Policies")
    menu_order = 200
    add_to_admin_menu = True
    list_display = ["title", "number", "level", "validity", "issued_on"]
    list_filter = ["level", "validity"]
    list_per_page = 30
    search_fields = ["title", "number", "issuer"]
    ordering = ["-listed_on", "-id"]
    copy_view_enabled = False
    chooser_viewset_class = PolicyChooser
    edit_view_class = EditPolicy
    panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("number"), FieldPanel("issuer")]), FieldRowPanel([FieldPanel("level"), FieldPanel("issued_on")])], _("Where it comes from")),
        FieldPanel("summary", help_text=_("What it means, in words that anybody understands. Stands above the official text.")),
        FieldPanel("text", help_text=_("A paragraph a line. Headings such as 一、 and （一） become the table of contents by themselves.")),
        FieldPanel("questions"),
        FieldPanel("services"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_until")]), FieldPanel("validity"), FieldPanel("changed_by"), FieldPanel("before")], _("Validity")),
        MultiFieldPanel([FieldPanel("audiences"), FieldPanel("subjects"), FieldPanel("regions")], _("Whom it is found by")),
        FieldPanel("attachments"),
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> type[PolicyForm]:
        form: type[PolicyForm] = super().get_form_class(for_update)
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[Policy]:
        return of_the_district(Policy.objects.all(), request)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Every address that names a policy first asks whose it is."""
        patterns: list[URLPattern] = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = _within(pattern.callback)
        return patterns


def _within(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = kwargs.get("pk", args[0] if args else None)
        if key is not None:
            known = _uuid(str(key))
            if known is None or not of_the_district(Policy.objects.filter(pk=known), request).exists():
                raise Http404(key)
        return view(request, *args, **kwargs)

    return answer


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text.replace("_2D", "-"))
    except ValueError:
        return None
