"""The URL map: each app brings its own."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("college.urls")),
    path("", include("importing.urls")),
    path("", include("partnerships.urls")),
    path("", include("curricula.urls")),
    path("", include("internships.urls")),
    path("", include("health.urls")),
]

handler400 = "college.views.errors.bad_request"
handler403 = "college.views.errors.forbidden"
handler404 = "college.views.errors.not_found"
handler500 = "college.views.errors.server_error"
