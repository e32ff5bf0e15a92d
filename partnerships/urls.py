"""URLs of the partnerships app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("partnerships.health.urls")),
]
