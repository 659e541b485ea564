"""The addresses of: following a record or a search, and keeping a filter of a list under a name."""

from django.urls import URLPattern, path

from tutela.following.views import pages, verbs

urlpatterns: list[URLPattern] = [
    path("following", pages.show, name="following"),
    path("follow/<str:reference>", pages.follow, name="follow"),
    path("following/searches/new", verbs.KeepSearchPage.as_view(), name="search_keep"),
    path("following/searches/<int:search>/remove", verbs.DropSearchPage.as_view(), name="search_drop"),
    path("following/filters/new", verbs.KeepFilterPage.as_view(), name="filter_keep"),
    path("following/filters/<int:saved>/rename", verbs.RenameFilterPage.as_view(), name="filter_rename"),
    path("following/filters/<int:saved>/remove", verbs.RemoveFilterPage.as_view(), name="filter_remove"),
]
