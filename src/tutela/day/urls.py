"""The addresses of what somebody's day holds."""

from django.urls import path

from tutela.day.views import day

urlpatterns = [
    path("my-day", day.my_day, name="my_day"),
    path("my-day/shift", day.shift, name="shift"),
]
