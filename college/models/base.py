"""Abstract bases shared by the apps' models."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def name_for_reader(name: str, name_en: str) -> str:
    """The English name where the page is English and there is one, else the college's."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


class Named(models.Model):
    """Something with a name in the college's language and, where it matters, an English one."""

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the reader's language: the English one where the page is English and there is one."""
        return name_for_reader(self.name, self.name_en)


class Stamped(models.Model):
    """When the row was made and last changed by a service."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True
