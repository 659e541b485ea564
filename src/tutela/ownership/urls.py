"""The addresses of the pages about hand-overs."""

from django.urls import path

from tutela.ownership import views

urlpatterns = [
    path("offered", views.hand_overs, name="hand_overs"),
    path("offered/<int:offer>/accept", views.AcceptPage.as_view(), name="hand_over_accept"),
    path("offered/<int:offer>/decline", views.DeclinePage.as_view(), name="hand_over_decline"),
    path("offered/<int:offer>/withdraw", views.WithdrawPage.as_view(), name="hand_over_withdraw"),
]
