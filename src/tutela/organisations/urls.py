"""The addresses of the pages about organisations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
