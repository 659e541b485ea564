"""The addresses of: everything that became of a record, in one order."""

from django.urls import re_path

from tutela.core.marking import gettext_noop
from tutela.core.subjects import SUBJECT_KINDS
from tutela.ownership.frames import add_tab
from tutela.timeline.views import timeline

add_tab(SUBJECT_KINDS, "timeline", gettext_noop("Timeline"))

urlpatterns = [
    re_path(rf"^{folder}/(?P<reference>[^/]+)/timeline$", timeline.show, {"kind": kind}, name=f"{kind}_timeline")
    for folder, kind in timeline.KINDS.items()
]
