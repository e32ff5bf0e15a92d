"""URLs of imports."""

from django.urls import URLPattern, URLResolver, path

from importing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("imports/", views.ImportList.as_view(), name="import_list"),
    path("imports/new/", views.choose, name="import_create"),
    path("imports/new/<slug:kind>/", views.upload, name="import_upload"),
    path("imports/new/<slug:kind>/template.<slug:form>", views.template, name="import_template"),
    path("imports/<int:pk>/", views.detail, name="import_detail"),
    path("imports/<int:pk>/columns/", views.columns, name="import_columns"),
    path("imports/<int:pk>/refused.csv", views.refused, name="import_refused"),
    path("imports/<int:pk>/start/", views.start, name="import_start"),
    path("imports/<int:pk>/undo/", views.undo, name="import_undo"),
]
