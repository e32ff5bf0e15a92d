"""URLs of the college app."""

from django.urls import URLPattern, URLResolver, path

from college.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
]
