"""The addresses of the audit trail's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
