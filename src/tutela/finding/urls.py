"""The addresses of the search."""

from django.urls import path

from tutela.finding import views

urlpatterns = [path("search", views.show, name="search")]
