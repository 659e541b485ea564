"""The addresses of: everything that became of a record, in one order."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
