"""URLs of the internships app."""

from django.urls import URLPattern, URLResolver, path

from internships.views import logs, mentors, openings, panels, placements, students

urlpatterns: list[URLPattern | URLResolver] = [
    path("students/", students.StudentList.as_view(), name="student_list"),
    path("students/new/", students.student_create, name="student_create"),
    path("students/<int:pk>/", students.student_detail, name="student_detail"),
    path("students/<int:pk>/edit/", students.student_edit, name="student_edit"),
    path("students/<int:pk>/invite/", students.student_invite, name="student_invite"),
    path("students/<int:pk>/enrolment/", students.student_enrolment, name="student_enrolment"),
    path("mentors/", mentors.MentorList.as_view(), name="mentor_list"),
    path("mentors/new/", mentors.mentor_create, name="mentor_create"),
    path("mentors/<int:pk>/", mentors.mentor_detail, name="mentor_detail"),
    path("mentors/<int:pk>/edit/", mentors.mentor_edit, name="mentor_edit"),
    path("mentors/<int:pk>/invite/", mentors.mentor_invite, name="mentor_invite"),
    path("openings/", openings.OpeningList.as_view(), name="opening_list"),
    path("openings/new/", openings.opening_create, name="opening_create"),
    path("openings/<int:pk>/", openings.opening_detail, name="opening_detail"),
    path("openings/<int:pk>/edit/", openings.opening_edit, name="opening_edit"),
    *openings.OPENING.urls("openings"),
    path("openings/<int:pk>/plan/", openings.opening_plan, name="opening_plan"),
    path("openings/<int:pk>/log/", openings.opening_log, name="opening_log"),
    path("placements/", placements.PlacementList.as_view(), name="placement_list"),
    path("placements/desk/", logs.placement_desk, name="placement_desk"),
    path("placements/<int:pk>/", placements.placement_detail, name="placement_detail"),
    path("placements/<int:pk>/edit/", placements.placement_edit, name="placement_edit"),
    path("placements/<int:pk>/sign/<slug:party>/", placements.placement_sign, name="placement_sign"),
    *placements.PLACEMENT.urls("placements"),
    path("placements/<int:pk>/end/", placements.placement_end, name="placement_end"),
    path("placements/<int:pk>/log/", logs.log_write, name="log_write"),
    path("logs/", logs.LogList.as_view(), name="log_list"),
    path("logs/confirm/", logs.log_confirm_many, name="log_confirm_many"),
    path("logs/<int:pk>/", logs.log_detail, name="log_detail"),
    path("logs/<int:pk>/confirm/", logs.log_confirm, name="log_confirm"),
    path("logs/<int:pk>/return/", logs.log_return, name="log_return"),
    path("enterprises/<int:pk>/placements/", panels.enterprise_panel, name="enterprise_placements_panel"),
    path("partnerships/<int:pk>/placements/", panels.partnership_panel, name="partnership_placements_panel"),
    path("programmes/<int:pk>/placements/", panels.programme_panel, name="programme_placements_panel"),
]
