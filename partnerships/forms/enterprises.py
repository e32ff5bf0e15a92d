"""Forms about enterprises and their people."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.forms import DayField
from partnerships import credit_codes
from partnerships.codes import industry_choices, province_choices, region_display
from partnerships.models import Contact, Enterprise
from partnerships.services.enterprises import IDENTITY

NONE = [("", "---------")]


class EnterpriseForm(forms.ModelForm[Enterprise]):
    """``for_liaison`` leaves out what makes the enterprise this enterprise."""

    class Meta:
        model = Enterprise
        fields = (
            "name",
            "name_en",
            "credit_code",
            "register",
            "register_number",
            "country",
            "region_code",
            "region_name",
            "industry_code",
            "nature",
            "staff_on_duty",
            "staff_counted_on",
            "address",
            "website",
            "introduction",
        )
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"staff_counted_on": DayField}
        help_texts = {
            "credit_code": _("18 characters; the last one is checked. Leave it empty for an enterprise of a foreign register."),
            "region_name": _("City or county."),
        }

    def __init__(self, *args: Any, for_liaison: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_liaison:
            for name in IDENTITY:
                del self.fields[name]
        else:
            self.fields["name"].widget.attrs |= {
                "hx-get": reverse("enterprise_similar") + (f"?except={self.instance.pk}" if self.instance.pk else ""),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#similar-names",
                "autocomplete": "off",
            }
            # Kept longer than 18, so that a code pasted with gaps is cleaned rather than cut.
            self.fields["credit_code"].widget.attrs.pop("maxlength", None)
            self.fields["credit_code"] = forms.CharField(
                label=self.fields["credit_code"].label, help_text=self.fields["credit_code"].help_text, max_length=60, required=False
            )
        regions = province_choices()
        current = self.instance.region_code
        if current and current not in dict(regions):
            regions.append((current, region_display(current, self.instance.region_name)))
        self.fields["region_code"] = forms.ChoiceField(label=_("Province"), choices=NONE + regions, required=False)
        industries: list[Any] = [*NONE, *industry_choices()]
        if self.instance.industry_code and len(self.instance.industry_code) < 3:
            industries.insert(1, (self.instance.industry_code, self.instance.industry))
        self.fields["industry_code"] = forms.ChoiceField(
            label=_("Industry"), choices=industries, required=False, help_text=_("Division of GB/T 4754.")
        )

        self.layout = self._layout()

    def _layout(self) -> list[Div]:
        """Fields that are read together stand side by side; those left out for a liaison leave no gap."""
        rows = (
            (("name", 8), ("name_en", 4)),
            (("credit_code", 6), ("country", 6)),
            (("register", 6), ("register_number", 6)),
            (("industry_code", 6), ("nature", 6)),
            (("region_code", 6), ("region_name", 6)),
            (("staff_on_duty", 6), ("staff_counted_on", 6)),
            (("address", 12),),
            (("website", 12),),
            (("introduction", 12),),
        )
        return [
            Div(*(Div(name, css_class=f"col-12 col-md-{width}") for name, width in row if name in self.fields), css_class="row g-3")
            for row in rows
            if any(name in self.fields for name, _width in row)
        ]

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].strip().upper()
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise forms.ValidationError(_("Give the country as two letters, such as CN."))
        return country

    def clean_credit_code(self) -> str:
        code = credit_codes.clean(self.cleaned_data["credit_code"])
        if code and (wrong := credit_codes.check(code)):
            raise forms.ValidationError(wrong)
        if code:
            self._refuse_double(Enterprise.objects.filter(credit_code=code))
        return code

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        register, number = found.get("register", ""), found.get("register_number", "")
        if register and number:
            try:
                self._refuse_double(Enterprise.objects.filter(register=register.strip(), register_number=number.strip()))
            except forms.ValidationError as error:
                self.add_error("register_number", error)
        return found

    def _refuse_double(self, others: Any) -> None:
        other = others.exclude(pk=self.instance.pk).first()
        if other:
            raise forms.ValidationError(
                format_html(
                    '{} <a href="{}">{}</a>', _("This enterprise is registered already:"), other.get_absolute_url(), other.display_name
                )
            )

    def _post_clean(self) -> None:
        """The service validates and writes; the instance here must stay what the database holds."""


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = ("name", "position", "phone", "email", "is_main", "left_on")
        field_classes = {"left_on": DayField}
        help_texts = {
            "is_main": _("The main contact before becomes a deputy."),
            "left_on": _("Keeps the row, no longer counts as a contact."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["left_on"]

    def _post_clean(self) -> None:
        """The service validates and writes; the instance here must stay what the database holds."""


class LiaisonForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("A link to choose a password is sent to this address."))
