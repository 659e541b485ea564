"""The addresses of the audit trail's pages."""

from django.urls import path

from tutela.audit.views import trail

urlpatterns = [
    path("audit", trail.trail, name="audit"),
    path("audit/chain", trail.chain, name="audit_chain"),
    path("audit/people/<int:pk>", trail.of_person, name="audit_person"),
    path("audit/entries/<uuid:pk>", trail.entry, name="audit_entry"),
]
