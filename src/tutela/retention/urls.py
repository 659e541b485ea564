"""The addresses of: how long records are kept, what holds them, and how their disposal is approved."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
