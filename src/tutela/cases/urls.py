"""The addresses of the pages about cases."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
