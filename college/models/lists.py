"""How a person likes a list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A named set of filters, sorting and columns of one list."""

    user = models.ForeignKey("college.User", on_delete=models.CASCADE, related_name="saved_views")
    list_key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_key", "name"],
                name="college_view_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]


class ListColumns(models.Model):
    """The columns a person chose to hide in one list."""

    user = models.ForeignKey("college.User", on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=60)
    hidden = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list_key"], name="college_columns_once")]
