"""URLs of health: reviews, warnings, and the history of one partnership."""

from django.urls import URLPattern, URLResolver, path

from health import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("reviews/", views.ReviewList.as_view(), name="review_list"),
    path("reviews/<int:pk>/", views.review_detail, name="review_detail"),
    path("reviews/<int:pk>/readings/<slug:indicator>/", views.reading_rows, name="reading_rows"),
    path("partnerships/<int:pk>/health/", views.partnership_health, name="partnership_health"),
    path("partnerships/<int:pk>/health/panel/", views.partnership_health_panel, name="partnership_health_panel"),
    path("partnerships/<int:pk>/health/review/", views.partnership_review, name="partnership_review"),
    path("warnings/", views.WarningList.as_view(), name="warning_list"),
    path("warnings/<int:pk>/", views.warning_detail, name="warning_detail"),
    path("warnings/<int:pk>/take-over/", views.warning_take_over, name="warning_take_over"),
    path("warnings/<int:pk>/plan/", views.warning_plan, name="warning_plan"),
    path("warnings/<int:pk>/close/", views.warning_close, name="warning_close"),
]
