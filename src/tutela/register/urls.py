"""The addresses of the pages about the register."""

from django.urls import path, re_path

from tutela.core.marking import gettext_noop
from tutela.ownership.frames import add_tab, use_frame
from tutela.register.views import (
    check,
    checks,
    child_series,
    completeness,
    files,
    hard_copies,
    home,
    near_files,
    schemes,
    series,
    series_list,
    series_sharing,
    series_verbs,
    sources,
    submissions,
)
from tutela.register.views.series_frame import FRAME, TABS

use_frame("series", FRAME)
add_tab(("child",), child_series.TAB, gettext_noop("Series"))

_ONE = "series/<str:reference>"
_FILE = "register/files/<int:number>"
_ENTRY = "register/entries/<int:number>"
urlpatterns = [
    path("register", home.show, name="register"),
    path("register/check", check.CheckPage.as_view(), name="register_check"),
    path("register/checks", checks.show, name="register_checks"),
    path("register/checks/<int:number>", check.show, name="register_one_check"),
    path("register/checks/<int:number>/send", check.SendPage.as_view(), name="register_check_send"),
    path("register/checks/<int:number>/not-sent", check.NotSentPage.as_view(), name="register_check_not_sent"),
    path("register/checks/<int:number>/go-on", check.GoOnPage.as_view(), name="register_check_go_on"),
    path("register/checks/<int:number>/stop", check.StopPage.as_view(), name="register_check_stop"),
    path("register/lists", submissions.index, name="register_submissions"),
    path("register/lists/give", submissions.GivePage.as_view(), name="register_give"),
    path("register/lists/<int:number>", submissions.show, name="register_submission"),
    path("register/lists/<int:number>/go-on", submissions.GoOnPage.as_view(), name="register_submission_go_on"),
    path("register/lists/<int:number>/stop", submissions.StopPage.as_view(), name="register_submission_stop"),
    path("register/completeness", completeness.show, name="register_completeness"),
    path("register/sources", sources.index, name="register_sources"),
    path("register/sources/add", sources.AddPage.as_view(), name="register_source_add"),
    path("register/sources/<int:number>", sources.show, name="register_source"),
    path("register/sources/<int:number>/switch-off", sources.SwitchOffPage.as_view(), name="register_source_off"),
    path("register/sources/<int:number>/switch-on", sources.SwitchOnPage.as_view(), name="register_source_on"),
    path("register/sources/<int:number>/review", sources.ReviewPage.as_view(), name="register_source_review"),
    path("register/sources/<int:number>/give", sources.GivePage.as_view(), name="register_source_give"),
    path("register/review", sources.review, name="register_review"),
    path(_FILE, files.show, name="register_file"),
    path(f"{_FILE}/classify", files.ClassifyPage.as_view(), name="register_file_classify"),
    path(f"{_FILE}/near", near_files.show, name="register_file_near"),
    path(f"{_FILE}/near/<int:other>", near_files.SayAlikePage.as_view(), name="register_file_alike"),
    path(f"{_ENTRY}/verdict", files.VerdictPage.as_view(), name="register_entry_verdict"),
    path(f"{_ENTRY}/switch-off", files.SwitchOffPage.as_view(), name="register_entry_off"),
    path(f"{_ENTRY}/switch-on", files.SwitchOnPage.as_view(), name="register_entry_on"),
    path(f"{_ENTRY}/review", files.ReviewPage.as_view(), name="register_entry_review"),
    path(f"{_ENTRY}/audience", files.AudiencePage.as_view(), name="register_entry_audience"),
    path(
        "register/classifications/<int:number>/withdraw",
        files.WithdrawPage.as_view(),
        name="register_classification_withdraw",
    ),
    path("register/schemes", schemes.index, name="register_schemes"),
    path("register/schemes/add", schemes.AddPage.as_view(), name="register_scheme_add"),
    path("register/schemes/<int:number>", schemes.show, name="register_scheme"),
    path("register/schemes/<int:number>/map", schemes.MapPage.as_view(), name="register_scheme_map"),
    path("register/mappings/<int:number>/withdraw", schemes.WithdrawPage.as_view(), name="register_mapping_withdraw"),
    path("register/hard-copies", hard_copies.index, name="register_hard_copies"),
    path("register/hard-copies/record", hard_copies.NewPage.as_view(), name="register_hard_copy"),
    path("children/<str:reference>/series", child_series.show, name="child_series"),
    path("series", series_list.show, name="series_list"),
    path("series/open", series_verbs.OpenPage.as_view(), name="series_open"),
    path(_ONE, series.show, name="series"),
    path(f"{_ONE}/rename", series_verbs.RenamePage.as_view(), name="series_rename"),
    path(f"{_ONE}/audience", series_verbs.AudiencePage.as_view(), name="series_audience"),
    path(f"{_ONE}/children/link", series_verbs.LinkChildPage.as_view(), name="series_link_child"),
    path(f"{_ONE}/children/<int:link>/end", series_verbs.UnlinkChildPage.as_view(), name="series_unlink_child"),
    path(f"{_ONE}/files/put", series_verbs.PutFilesPage.as_view(), name="series_put_files"),
    path(f"{_ONE}/files/<int:entry>/take-out", series_verbs.TakeOutFilePage.as_view(), name="series_take_out_file"),
    path(f"{_ONE}/claim", series_verbs.ClaimPage.as_view(), name="series_claim"),
    path(f"{_ONE}/handling", series_verbs.MarkPage.as_view(), name="series_mark"),
    path(f"{_ONE}/send", series_verbs.SendPage.as_view(), name="series_send"),
    path(f"{_ONE}/transfer", series_verbs.TransferPage.as_view(), name="series_transfer"),
    path(f"{_ONE}/assign", series_verbs.AssignPage.as_view(), name="series_assign"),
    path(f"{_ONE}/take", series_verbs.TakePage.as_view(), name="series_take"),
    path(f"{_ONE}/share", series_sharing.SharePage.as_view(), name="series_share"),
    path(f"{_ONE}/share/<int:part>/end", series_sharing.EndSharePage.as_view(), name="series_end_share"),
    path(f"{_ONE}/restrict", series_sharing.RestrictPage.as_view(), name="series_restrict"),
    path(f"{_ONE}/open-again", series_sharing.OpenAgainPage.as_view(), name="series_open_again"),
    path(f"{_ONE}/name", series_sharing.NamePersonPage.as_view(), name="series_name_person"),
    re_path(rf"^series/(?P<reference>[^/]+)/(?P<tab>{'|'.join(TABS)})$", series.show, name="series_tab"),
]
