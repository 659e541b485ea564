"""The addresses of the pages about the exchange of hash sets."""

from django.urls import path

from tutela.hashsets.views import bodies, giving, lists, taking, tracing

_SET = "register/sets/<int:number>"
_BODY = "register/sets/bodies/<int:number>"
urlpatterns = [
    path("register/sets", lists.given, name="hash_sets"),
    path("register/sets/define", giving.DefinePage.as_view(), name="hash_set_define"),
    path(_SET, giving.show, name="hash_set"),
    path(f"{_SET}/give-to", giving.GiveToPage.as_view(), name="hash_set_give_to"),
    path(f"{_SET}/issue", giving.IssuePage.as_view(), name="hash_set_issue"),
    path(f"{_SET}/end", giving.EndPage.as_view(), name="hash_set_end"),
    path("register/sets/recipients/<int:number>/end", giving.GiveNoMorePage.as_view(), name="hash_set_give_no_more"),
    path("register/sets/editions/<int:number>", giving.edition, name="hash_set_edition"),
    path("register/sets/editions/<int:number>/file", giving.edition_file, name="hash_set_edition_file"),
    path("register/sets/received", lists.received, name="hash_sets_received"),
    path("register/sets/received/take", taking.TakePage.as_view(), name="hash_set_take"),
    path("register/sets/received/<int:number>", taking.show, name="hash_set_received"),
    path("register/sets/received/editions/<int:number>", taking.edition, name="hash_set_taken"),
    path("register/sets/bodies", lists.bodies, name="hash_bodies"),
    path("register/sets/bodies/add", bodies.AddPage.as_view(), name="hash_body_add"),
    path(_BODY, bodies.show, name="hash_body"),
    path(f"{_BODY}/contact", bodies.ContactPage.as_view(), name="hash_body_contact"),
    path(f"{_BODY}/trust", bodies.TrustPage.as_view(), name="hash_body_trust"),
    path("register/sets/keys/<int:number>/end", bodies.EndTrustPage.as_view(), name="hash_body_key_end"),
    path("register/sets/trace", tracing.TracePage.as_view(), name="hash_set_trace"),
    path("register/sets/to-tell", lists.to_tell, name="hash_sets_to_tell"),
    path("register/sets/tellings/<int:number>/told", tracing.ToldPage.as_view(), name="hash_set_told"),
    path("register/sets/withdrawn", lists.withdrawn, name="hash_sets_withdrawn"),
    path("register/files/<int:number>/ways", tracing.ways, name="hash_file_ways"),
    path("register/files/<int:number>/wrong", tracing.WrongPage.as_view(), name="hash_file_wrong"),
]
