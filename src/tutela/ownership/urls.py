"""The addresses of the pages about hand-overs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
