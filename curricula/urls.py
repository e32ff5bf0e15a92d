"""URLs of the curricula app."""

from django.urls import URLPattern, URLResolver, path

from curricula.views import catalogue, map_cells, maps

urlpatterns: list[URLPattern | URLResolver] = [
    path("posts/", catalogue.PostList.as_view(), name="post_list"),
    path("posts/new/", catalogue.post_create, name="post_create"),
    path("posts/<int:pk>/", catalogue.post_detail, name="post_detail"),
    path("posts/<int:pk>/edit/", catalogue.post_edit, name="post_edit"),
    path("posts/<int:pk>/active/", catalogue.post_set_active, name="post_set_active"),
    path("capabilities/", catalogue.CapabilityList.as_view(), name="capability_list"),
    path("capabilities/new/", catalogue.capability_create, name="capability_create"),
    path("capabilities/<int:pk>/", catalogue.capability_detail, name="capability_detail"),
    path("capabilities/<int:pk>/edit/", catalogue.capability_edit, name="capability_edit"),
    path("capabilities/<int:pk>/active/", catalogue.capability_set_active, name="capability_set_active"),
    path("courses/", catalogue.CourseList.as_view(), name="course_list"),
    path("courses/new/", catalogue.course_create, name="course_create"),
    path("courses/<int:pk>/", catalogue.course_detail, name="course_detail"),
    path("courses/<int:pk>/edit/", catalogue.course_edit, name="course_edit"),
    path("courses/<int:pk>/active/", catalogue.course_set_active, name="course_set_active"),
    path("programmes/<int:pk>/add/<slug:kind>/", catalogue.catalogue_lines, name="catalogue_lines"),
    path("programmes/<int:pk>/curriculum/", catalogue.programme_curriculum_panel, name="programme_curriculum_panel"),
    path("enterprises/<int:pk>/posts/", catalogue.enterprise_posts_panel, name="enterprise_posts_panel"),
    path("maps/", maps.MapList.as_view(), name="map_list"),
    path("maps/new/", maps.map_create, name="map_create"),
    path("maps/<int:pk>/", maps.map_detail, name="map_detail"),
    path("maps/<int:pk>/edit/", maps.map_edit, name="map_edit"),
    path("maps/<int:pk>/cells/", map_cells.map_cells, name="map_cells"),
    path("maps/<int:pk>/rows/<int:capability>/", map_cells.map_row, name="map_row"),
    path("maps/<int:pk>/requirements/", maps.map_requirements, name="map_requirements"),
    path("maps/<int:pk>/title/", maps.map_rename, name="map_rename"),
    *maps.COURSE_MAP.urls("maps"),
    path("maps/<int:pk>/publish/", maps.map_publish, name="map_publish"),
    path("maps/<int:pk>/export/", maps.map_export, name="map_export"),
]
