"""The addresses of the pages about children."""

from django.urls import path, re_path

from tutela.children.views import child, lists, verbs
from tutela.children.views.frame import FRAME, TABS
from tutela.ownership.frames import use_frame

use_frame("child", FRAME)

urlpatterns = [
    path("children", lists.show, name="children"),
    path("children/<str:reference>", child.show, name="child"),
    path("children/<str:reference>/identify", verbs.IdentifyPage.as_view(), name="child_identify"),
    path("children/<str:reference>/withdraw", verbs.WithdrawPage.as_view(), name="child_withdraw"),
    path("children/<str:reference>/safety", verbs.SafetyPage.as_view(), name="child_safety"),
    path("children/<str:reference>/stop", verbs.ProposeStopPage.as_view(), name="child_stop"),
    path("children/<str:reference>/second/<int:decision>", verbs.SecondPage.as_view(), name="child_second"),
    path("children/<str:reference>/review/<int:decision>", verbs.ReviewPage.as_view(), name="child_review"),
    path("children/<str:reference>/claim", verbs.ClaimPage.as_view(), name="child_claim"),
    path("children/<str:reference>/send", verbs.SendPage.as_view(), name="child_send"),
    path("children/<str:reference>/transfer", verbs.TransferPage.as_view(), name="child_transfer"),
    path("children/<str:reference>/assign", verbs.AssignPage.as_view(), name="child_assign"),
    path("children/<str:reference>/share", verbs.SharePage.as_view(), name="child_share"),
    path("children/<str:reference>/share/<int:part>/end", verbs.EndSharePage.as_view(), name="child_end_share"),
    re_path(rf"^children/(?P<reference>[^/]+)/(?P<tab>{'|'.join(TABS)})$", child.show, name="child_tab"),
]
