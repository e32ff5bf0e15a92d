"""Forms of curricula."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.models import Programme
from college.policies import Person
from config.kit.forms import DayField
from curricula.codes import next_capability_code
from curricula.enums import CourseKind, Layer
from curricula.models import Capability, Course, CourseMap, Post
from curricula.policies import can_add_to_catalogue, editable_programmes, enterprises_for_posts
from curricula.services.catalogue import suggest_course_code
from partnerships.forms.fields import EnterpriseField

CODE_HELP = _("Left empty, the next free code is given.")


class CatalogueForm(forms.ModelForm):  # type: ignore[type-arg]  # one base for three models
    """Base: a new thing chooses its programme, an existing one keeps it."""

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.is_new = self.instance.pk is None
        if "programme" in self.fields:
            if self.is_new:
                field = self.fields["programme"]
                field.queryset = editable_programmes(user).order_by("code")  # type: ignore[attr-defined]  # a ModelChoiceField
                if field.queryset.count() == 1 and field.required:  # type: ignore[attr-defined]
                    field.initial = field.queryset.get()  # type: ignore[attr-defined]
            else:
                del self.fields["programme"]

    def clean_code(self) -> str:
        """A code left empty is suggested once the programme is known."""
        return str(self.cleaned_data["code"]).strip()


class CapabilityForm(CatalogueForm):
    class Meta:
        model = Capability
        fields = ["programme", "layer", "code", "name", "name_en"]
        help_texts = {"code": CODE_HELP, "layer": _("Professional, general, social or development ability (PGSD).")}
        widgets = {"name": forms.Textarea(attrs={"rows": 2}), "name_en": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.is_new

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        programme, layer = found.get("programme"), found.get("layer")
        if self.is_new and not found.get("code") and programme and layer:
            codes = Capability.objects.filter(programme=programme).values_list("code", flat=True)
            found["code"] = next_capability_code(layer, list(codes))
        return found


class CourseForm(CatalogueForm):
    class Meta:
        model = Course
        fields = ["programme", "code", "name", "name_en", "kind", "term", "hours", "practice_hours"]
        help_texts = {"code": CODE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.is_new

    def clean_term(self) -> int | None:
        term: int | None = self.cleaned_data["term"]
        if term is not None and not 1 <= term <= 12:
            raise forms.ValidationError(_("The term is a number from 1 to 12."))
        return term

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.is_new and not found.get("code") and found.get("programme"):
            codes = Course.objects.filter(programme=found["programme"]).order_by("pk").values_list("code", flat=True)
            found["code"] = suggest_course_code(list(codes))
        return found


class PostForm(CatalogueForm):
    enterprise = EnterpriseField(
        scope="posts",
        required=False,
        help_text=_("Only for a post of one enterprise; left empty, the post is the trade's. Type part of its name and choose."),
    )

    class Meta:
        model = Post
        fields = ["programme", "enterprise", "code", "name", "name_en", "occupation_code", "description"]
        help_texts = {
            "programme": _("Whose graduates take up this post."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            del self.fields["enterprise"]
            return
        self.fields["enterprise"].offer(self.user)  # type: ignore[attr-defined]  # declared above
        if not can_add_to_catalogue(self.user):
            # A liaison has only the own enterprise to describe posts of.
            self.fields["enterprise"].required = True
            self.fields["enterprise"].help_text = ""
            self.fields["enterprise"].initial = enterprises_for_posts(self.user).first()
            del self.fields["programme"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.is_new and not found.get("programme") and not found.get("enterprise"):
            raise forms.ValidationError(_("Say whose post this is: choose a programme, an enterprise, or both."))
        return found


class LinesForm(forms.Form):
    """Many at once: one per line."""

    lines = forms.CharField(
        label=_("One per line"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("A code may stand first, such as “P-1.2 Read an assembly drawing”; without one the next free code is given."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == "capabilities":
            self.fields["layer"] = forms.ChoiceField(label=_("Layer"), choices=Layer.choices)
        elif kind == "courses":
            self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=CourseKind.choices, initial=CourseKind.CORE)
            self.fields["term"] = forms.IntegerField(label=_("Term"), required=False, min_value=1, max_value=12)
        self.order_fields(["layer", "kind", "term", "lines"])


class StartMapForm(forms.Form):
    """Open a new version."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none())
    copied_from = forms.ModelChoiceField(
        label=_("Copy from"),
        queryset=CourseMap.objects.none(),
        required=False,
        empty_label=_("Start fresh with every active capability"),
        help_text=_("A copy carries over requirements and filled cells; only versions of the chosen programme can be copied."),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False, help_text=_("For example the year of entry it is for."))

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = editable_programmes(user)
        self.fields["programme"].queryset = programmes.order_by("code")  # type: ignore[attr-defined]  # ModelChoiceFields
        maps = CourseMap.objects.filter(programme__in=programmes).select_related("programme")
        self.fields["copied_from"].queryset = maps.order_by("programme__code", "-version")  # type: ignore[attr-defined]


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, required=False)


class PublishForm(forms.Form):
    effective_from = DayField(
        label=_("In force from"),
        initial=timezone.localdate,
        help_text=_("The version published until now is archived at the same moment."),
    )
