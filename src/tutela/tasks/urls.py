"""The addresses of: what somebody is to do about a record, by when, and what it showed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
