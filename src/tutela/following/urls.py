"""The addresses of: what somebody follows, and the filters that they keep."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
