"""URLs of the college app."""

from django.urls import URLPattern, URLResolver, path

from college.views import health, home, lists, shell

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", shell.language, name="language"),
    path("lists/<slug:key>/views/", lists.view_save, name="list_view_save"),
    path("lists/views/<int:pk>/delete/", lists.view_delete, name="list_view_delete"),
    path("lists/<slug:key>/columns/", lists.columns_choose, name="list_columns"),
]
