"""The addresses of: a case as a file, its schema, and bringing one in."""

from django.urls import path

from tutela.exchange.views import copies, documents
from tutela.exchange.views.bring_in import BringInPage

urlpatterns = [
    path("cases/<str:reference>/record.json", documents.as_json, name="case_json"),
    path("cases/<str:reference>/record.pdf", documents.as_pdf, name="case_pdf"),
    path("cases/<str:reference>/copy", copies.copy, name="case_copy"),
    path("schemas/case-1.json", documents.schema_of_a_case, name="schema_case"),
    path("bring-in/case", BringInPage.as_view(), name="bring_in_case"),
]
