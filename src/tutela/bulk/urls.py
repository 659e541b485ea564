"""The addresses of bulk work."""

from django.urls import path

from tutela.bulk.views import assign

urlpatterns = [
    path("bulk", assign.new, name="bulk_new"),
    path("bulk/<int:number>", assign.show, name="bulk"),
    path("bulk/<int:number>/undo", assign.take_back, name="bulk_undo"),
]
