"""URLs of the partnerships app."""

from django.urls import URLPattern, URLResolver, path

from partnerships.views import documents, enterprises, partnerships, screenings
from partnerships.views.agreements import commitments, moves, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprises/", enterprises.EnterpriseList.as_view(), name="enterprise_list"),
    path("enterprises/new/", enterprises.enterprise_create, name="enterprise_create"),
    path("enterprises/similar/", enterprises.enterprise_similar, name="enterprise_similar"),
    path("enterprises/options/<slug:scope>/", enterprises.enterprise_options, name="enterprise_options"),
    path("enterprises/<int:pk>/", enterprises.enterprise_detail, name="enterprise_detail"),
    path("enterprises/<int:pk>/edit/", enterprises.enterprise_edit, name="enterprise_edit"),
    path("enterprises/<int:pk>/archive/", enterprises.enterprise_archive, name="enterprise_archive"),
    path("enterprises/<int:pk>/restore/", enterprises.enterprise_restore, name="enterprise_restore"),
    path("enterprises/<int:pk>/contacts/new/", enterprises.contact_create, name="contact_create"),
    path("enterprises/contacts/<int:pk>/", enterprises.contact_edit, name="contact_edit"),
    path("enterprises/<int:pk>/liaisons/new/", enterprises.liaison_invite, name="liaison_invite"),
    path("enterprises/liaisons/<int:pk>/end/", enterprises.liaison_end, name="liaison_end"),
    path("enterprises/<int:pk>/screening/", screenings.screening_open, name="screening_open"),
    path("screenings/", screenings.ScreeningList.as_view(), name="screening_list"),
    path("screenings/<int:pk>/", screenings.screening_detail, name="screening_detail"),
    path("screenings/<int:pk>/edit/", screenings.screening_edit, name="screening_edit"),
    *screenings.SCREENING.urls("screenings"),
    path("screenings/<int:pk>/pass/", screenings.screening_pass, name="screening_pass"),
    path("screenings/<int:pk>/refuse/", screenings.screening_refuse, name="screening_refuse"),
    path("screenings/<int:pk>/documents/", documents.screening_document_add, name="screening_document_add"),
    path("partnerships/", partnerships.PartnershipList.as_view(), name="partnership_list"),
    path("partnerships/new/", partnerships.partnership_create, name="partnership_create"),
    path("partnerships/<int:pk>/", partnerships.partnership_detail, name="partnership_detail"),
    path("partnerships/<int:pk>/edit/", partnerships.partnership_edit, name="partnership_edit"),
    *partnerships.PARTNERSHIP.urls("partnerships"),
    path("partnerships/<int:pk>/agreements/new/", pages.agreement_create, name="agreement_create"),
    path("agreements/", pages.AgreementList.as_view(), name="agreement_list"),
    path("agreements/<int:pk>/", pages.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/edit/", pages.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/print/", pages.agreement_print, name="agreement_print"),
    *moves.AGREEMENT.urls("agreements"),
    path("agreements/<int:pk>/sign/<slug:side>/", moves.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/refuse/<slug:side>/", moves.agreement_refuse_signature, name="agreement_refuse_signature"),
    path("agreements/<int:pk>/documents/", documents.agreement_document_add, name="agreement_document_add"),
    path("agreements/commitments/", commitments.CommitmentList.as_view(), name="commitment_list"),
    path("agreements/commitments/<int:pk>/deliver/", commitments.commitment_deliver, name="commitment_deliver"),
    path("documents/<int:pk>/", documents.document_download, name="document_download"),
]
