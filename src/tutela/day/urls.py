"""The addresses of: what is somebody's own today: due, new, and waiting for others."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
