"""The addresses of what two services have in common."""

from django.urls import path

from tutela.deconfliction.queries import open_alerts_of, read_alerts
from tutela.deconfliction.views import alert, lists, verbs
from tutela.ownership.frames import Above, add_above

add_above(
    ("case", "child", "series", "report"), Above("alerts", "pages/_alerts_about.html", open_alerts_of, read_alerts)
)

urlpatterns = [
    path("alerts", lists.show, name="alerts"),
    path("alerts/not-taken", lists.show_not_taken, name="alerts_not_taken"),
    path("alerts/<int:number>", alert.show, name="alert"),
    path("alerts/<int:number>/take", verbs.AcknowledgePage.as_view(), name="alert_acknowledge"),
    path("alerts/<int:number>/act-on", verbs.ActOnPage.as_view(), name="alert_act_on"),
    path("alerts/<int:number>/dismiss", verbs.DismissPage.as_view(), name="alert_dismiss"),
    path("alerts/<int:number>/reopen", verbs.ReopenPage.as_view(), name="alert_reopen"),
]
