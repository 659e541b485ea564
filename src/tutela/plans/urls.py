"""The addresses of: plans for an arrest, a search, a charge or a release; special measures; strategy meetings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
