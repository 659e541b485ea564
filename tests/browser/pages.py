"""Every page of the site by its address, with somebody of the cast who works on it; and the addresses that are no page, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

MANAGER, INVESTIGATOR, INTAKE, ADMINISTRATOR = (
    "north_manager",
    "north_investigator",
    "north_intake",
    "north_administrator",
)
AUDITOR, ASKER, PARTNER, NOBODY = "north_auditor", "south_investigator", "hotline_partner", ""
# Has an app, a key and recovery codes.
WITH_A_KEY = "south_manager"


@dataclass(frozen=True)
class Page:
    """An address, with the names of the scene in it, and who opens it."""

    who: str
    address: str

    def __str__(self) -> str:
        return f"{self.address} {self.who}"


_BY_READER = {
    NOBODY: """
        /account/login/ /account/password/reset/ /account/password/reset/done/ /account/password/reset/key/done/
        /account/inactive/ /account/signup/ /account/3rdparty/login/cancelled/ /accessibility /privacy /status /tell /tell/return /tell/report/danger /api/v1/
        """,
    MANAGER: """
        /register/sets /register/sets?state=ended&words=nothingatall /register/sets/define /register/sets/{set_given}
        /register/sets/{set_given}/give-to /register/sets/{set_given}/issue /register/sets/{set_given}/end
        /register/sets/recipients/{set_goes}/end /register/sets/editions/{set_edition} /register/sets/editions/{set_making}
        /register/sets/bodies /register/sets/bodies/add /register/sets/bodies/{body} /register/sets/bodies/{body}/contact
        /register/sets/bodies/{body}/trust /register/sets/keys/{body_key}/end /register/sets/trace /register/sets/to-tell
        /register/sets/tellings/{to_tell}/told /register/sets/withdrawn /register/files/{wrong_file}/ways
        /register/files/{wrong_file}/wrong
        /my-day /my-day/shift /bulk/{bulk} /bulk/{bulk_done} /work-list /work-list?whose=mine&due=soon /answers-owed /decisions /team
        /decisions?review=reviewed /decisions/{decision} /decisions/{decision}/second /decisions/{decision}/review
        /reports/{report}/send-abroad /reports/{report}/timeline /notices /help /accessibility
        /search?q=synth /search?q=nothingatall /search?q=C-2026-00000A /purpose /switch-role
        /reports/new /reports/{urgent} /reports/{urgent}/accept-concern /reports/{restricted}
        /reports/{restricted}/participants/{part}/end
        /reports/{report} /reports/{report}/named /reports/{report}/received /reports/{report}/answers
        /reports/{report}/history /reports/{report}/audit /reports/{proposed}/decisions
        /reports/{report}/triage /reports/{report}/send /reports/{report}/assign /reports/{report}/restrict
        /reports/{report}/open-case /reports/{report}/no-investigation /reports/{report}/information
        /reports/{report}/clocks/{promise}/pause /reports/{report}/clocks/{promise}/resume
        /reports/{report}/transfer /reports/{report}/claim /reports/{report}/handling
        /reports/{decided}/answer /reports/{decided}/reopen /reports/{proposed}/second/{decision}
        /reports/{proposed}/review/{decision}
        /reports/{sealed} /reports/{sealed}/identity /reports/{sealed}/identity/{opening}
        /offered /offered?side=by /offered/{incoming}/accept /offered/{incoming}/decline /offered/{offer}/withdraw
        /bundles /bundles/{bundle} /bundles/new?report={report} /bundles/{bundle}/answer /bundles/{bundle}/information
        /bundles/{bundle}/no-investigation /bundles/{bundle}/second /bundles/{bundle}/take-apart
        /bundles/{bundle}/join/{report} /bundles/{bundle}/part/{member}
        /access /access/requests/{request} /access/requests/{request}/refuse /access/reviews/{glass}
        /access/grants/{glass}/end /access/on/{granted_on} /access/on/{granted_on}/give
        /bring-in/case
        /retention /retention?kind=case /retention?state=held&kind=case /retention?state=proposed /retention/rules
        /retention/rules/child /retention/propose?record={due_case} /retention/{disposal} /retention/{disposal}/approve
        /retention/{disposal}/refuse /retention/{disposal}/stop /retention/holds/{hold}/lift /cases/{held_case}/retention
        /reports/{report}/retention
        /organisations/agreements /cases/{case}/transfer /children/{child}/transfer /series/{series}/transfer /duty /duty/put /duty/{shift}/off /imports /imports/new
        """,
    INVESTIGATOR: """
        /children/{known_child}/retention /cases/{closed_case}/hold /children/{child}/hold /reports/{report}/hold
        /cases /cases?words=nothingfits&state=open /cases/{case} /cases/{case}/people /cases/{case}/record
        /cases/{case}/entries /cases/{case}/record/general /cases/{case}/record/suspects /cases/{case}/record/children
        /cases/{case}/questions/pattern /cases/{case}/questions/siblings?child={child}
        /cases/{case}/questions/pattern/propose /cases/{case}/proposals /cases/{case}/proposals/{proposal}/decide
        /cases/{case}/proposals/{proposal}/withdraw /cases/{case}/enter-identifier /cases/{case}/identifiers/{known_by}/take-away
        /cases/{case}/enter-place /cases/{case}/places/{place}/take-away /cases/{case}/take /cases/{case}/copy /cases/{case}/handling /children/{child}/handling /my-day
        /cases/{case}/reports /cases/{case}/send-abroad /cases/{case}/timeline /cases/{case}/decisions /cases/{case}/history /cases/{case}/changes /cases/{case}/audit
        /cases/{case}/enter-child /cases/{case}/put-child /cases/{case}/children/{in_case}/take-out
        /cases/{case}/enter-person /cases/{case}/people/{suspect}/standing /cases/{case}/write-entry
        /cases/{case}/entries/{entry}/correct /cases/{case}/add-category /cases/{case}/categories/{category}/remove
        /cases/{case}/assign /cases/{case}/send /cases/{case}/claim /cases/{case}/close
        /cases/{case}/reopen /cases/{case}/restrict /cases/{case}/record-offence /cases/{case}/withdraw-offence
        /cases/{case}/share /cases/{case}/share/{share}/end /cases/{case}/join-report /cases/{case}/reports/{link}/part
        /cases/{closed_case} /cases/{closed_case}/open-again /cases/{closed_case}/name-person
        /children /children/{child} /children/{child}/timeline /children/{child}/decisions /children/{child}/history /children/{child}/audit
        /children/{child}/identify /children/{known_child}/withdraw /children/{child}/safety /children/{child}/stop
        /children/{stopping} /children/{stopping}/decisions /children/{stopping}/second/{stop}
        /children/{stopping}/review/{stop} /children/{child}/claim /children/{child}/send
        /children/{child}/assign /children/{child}/share /children/{child}/share/{childs_share}/end
        /children/{child}/take /children/{child}/identification /children/{child}/identification/task
        /children/{child}/whereabouts /children/{child}/whereabouts/say /children/{child}/contacts
        /children/{child}/contacts/add /children/{child}/contacts/{contact}/end /children/{child}/needs
        /children/{child}/needs/find/education /children/{child}/needs/task/therapy /children/{child}/needs/give
        /children/{child}/needs/conclude /children/{child}/needs/none /children/{child}/needs/again
        /children/{known_child} /children/{known_child}/needs /children/{known_child}/safeguarded
        /children/{child}/series /series /series?words=nothingatall /series?whose=shared /series/open /series/{series} /series/{series}/files
        /series/{series}/decisions /series/{series}/history /series/{series}/audit /series/{series}/timeline
        /series/{series}/tasks /series/{series}/tasks/give /series/{series}/comments /series/{series}/retention
        /series/{series}/hold /series/{series}/rename /series/{series}/audience /series/{series}/children/link
        /series/{series}/children/{series_link}/end /series/{series}/files/put
        /series/{series}/files/{series_entry}/take-out /series/{series}/claim /series/{series}/handling
        /series/{series}/send /series/{series}/assign /series/{series}/take /series/{series}/share
        /series/{series}/share/{series_share}/end /series/{series}/restrict /series/{quiet_series}
        /series/{quiet_series}/name /series/{quiet_series}/open-again
        /alerts /alerts?state=dismissed&kind=near_file /alerts/{alert} /alerts/{alert_over} /alerts/{alert}/take
        /alerts/{alert}/act-on /alerts/{alert}/dismiss /alerts/{alert_over}/reopen
        /tasks /tasks?whose=ours&state=any /tasks?whose=given&kind=review /tasks/{task} /tasks/{task_over}
        /tasks/{task}/finish /tasks/{task}/hand /tasks/{task}/decline /tasks/{task}/cancel /tasks/{task}/put-off /tasks/{task_over}/reopen
        /cases/{case}/tasks /cases/{case}/tasks/give /cases/{case}/tasks/templates /children/{child}/tasks
        /children/{child}/tasks/give /reports/{source}/tasks /reports/{source}/tasks/give
        /cases/{case}/comments /cases/{case}/comments?show=letters&whose=mine /children/{child}/comments /reports/{source}/comments
        /cases/{case}/comments/new /cases/{case}/comments/{comment}/answer /cases/{case}/comments/{comment}/correct
        /cases/{case}/comments/{comment}/withdraw /cases/{case}/letters/new /cases/{case}/letters/{letter}/correct
        /cases/{case}/letters/{letter}/answered
        /following /following/searches/new /following/searches/{search}/remove /cases?state=open
        /following/filters/new?list=cases&query=state%3Dopen /following/filters/{kept_filter}/rename
        /following/filters/{kept_filter}/remove
        /plans /plans?state=any /cases/{case}/plans /cases/{case}/plans/new /cases/{case}/plans/{plan} /cases/{case}/plans/{plan_over}
        /cases/{case}/plans/{plan}/change /cases/{case}/plans/{plan}/ready /cases/{case}/plans/{plan}/call-off
        /cases/{case}/plans/{plan}/carry-out /cases/{case}/plans/{plan_over}/follow
        /cases/{case}/welfare/{welfare}/assessment /cases/{case}/welfare/{welfare}/information
        /cases/{case}/welfare/{welfare}/contact /cases/{case}/welfare/{welfare}/contact-made
        /cases/{case}/welfare/{welfare}/leave-out/assessment /cases/{case}/welfare/{welfare}/leave-out/information
        /cases/{case}/welfare/{welfare}/leave-out/contact /cases/{case}/measures/ask /cases/{case}/measures/none-needed
        /cases/{case}/measures/{measure}/decide /cases/{case}/measures/{measure}/support /children/{known_child}/witness
        /cases/{case}/meetings/new /cases/{case}/meetings/{meeting} /cases/{case}/meetings/{meeting}/change
        /cases/{case}/meetings/{meeting}/call-off /cases/{case}/meetings/{meeting}/minutes
        /cases/{case}/minutes/{minute}/correct
        /organisations /my-account /my-account/details /my-account/digest /my-account/notices
        /account/2fa/ /account/2fa/totp/activate/ /account/2fa/webauthn/ /account/2fa/webauthn/add/
        /account/password/change/ /account/logout/ /account/reauthenticate/
        """,
    ASKER: "/access /access/ask /access/break-glass /tokens",
    ADMINISTRATOR: """
        /people /people?state=unused&words=synthetic /people/new /people/{person} /people/{person}/roles/{membership}
        /people/{person}/leave /people/{person}/second-factor /people/{person}/invite
        /organisations/of/north /organisations/of/north/remit /organisations/contact /organisations/promises
        /organisations/calendar /organisations/hours /organisations/closed-days /organisations/closed-days/{closed_day}
        /organisations/units /organisations/units/{unit} /organisations/units/{unit}/remove /organisations/remit
        /organisations/remit/{remit}/remove
        """,
    AUDITOR: "/audit /audit/people/{other_person} /audit/entries/{trail} /audit/chain /access",
    PARTNER: """
        /partner /partner/new /partner/{sent} /imports /imports/{batch} /imports/new
        /tasks?whose=ours /tasks/{partners_task} /tasks/{partners_task}/finish
        """,
    WITH_A_KEY: """
        /account/2fa/ /account/2fa/totp/deactivate/ /account/2fa/recovery-codes/ /account/2fa/recovery-codes/generate/
        /account/2fa/webauthn/ /account/2fa/webauthn/keys/{key}/edit/ /account/2fa/webauthn/keys/{key}/remove/
        /account/2fa/reauthenticate/
        """,
    "north_researcher": """
        /notices /help /help/page/case /glossary /glossary?q=welfare /glossary?q=nothingatall /first-day /first-day?role=manager
        /manual /manual?q=welfare /manual/investigator /manual/errors
        """,
    "north_welfare": "/duty",
    "north_examiner": """
        /register /register/check /register/checks /register/checks?state=sent&exhibit=nothingatall
        /register/checks/{check} /register/checks/{check}?answer=ask /register/checks/{check_not_sent}
        /register/checks/{check_stopped} /register/checks/{check}/send /register/checks/{check}/not-sent
        /register/checks/{check_stopped}/go-on /register/checks/{check_stopped}/stop
        /register/lists /register/lists/give /register/lists/{list_given} /register/lists/{list_stopped}
        /register/lists/{list_stopped}/go-on /register/lists/{list_stopped}/stop /register/completeness
        /register/sources /register/sources/add /register/sources/{hash_source} /register/sources/{hash_source}/give
        /register/sources/{hash_source}/switch-off /register/sources/{hash_source}/switch-on /register/sources/{hash_source}/review
        /register/review /register/files/{file} /register/files/{file}/classify
        /register/files/{picture} /register/files/{picture}/near /register/files/{picture}/near/{other_picture}
        /register/entries/{their_entry}/verdict /register/entries/{own_entry}/switch-off
        /register/entries/{own_entry}/switch-on /register/entries/{own_entry}/review /register/entries/{own_entry}/audience
        /register/classifications/{classified}/withdraw /register/schemes /register/schemes/add
        /register/schemes/{scheme} /register/schemes/{scheme}/map /register/mappings/{mapping}/withdraw
        /register/hard-copies /register/hard-copies/record
        """,
    "centre_manager": "/register/completeness /alerts/not-taken",
    "centre_analyst": """
        /register/sets/received /register/sets/received?state=off /register/sets/received/take
        /register/sets/received/{set_received} /register/sets/received/editions/{set_taken} /register/files/{wrong_file}/ways
        /register/files/{wrong_file}
        """,
}
PAGES = [Page(who, address) for who, words in _BY_READER.items() for address in words.split()]

# Addresses that show no page of their own, each with why; and pages that are looked at where they are walked through.
NO_PAGE = {
    "home": "sends each role to where its day begins",
    "health": "one word for a load balancer",
    "hash_set_edition_file": "the file of an edition, which is taken away",
    "gallery": "examined by tests/web/test_in_the_browser.py in all its states",
    "report_take": "a button",
    "bulk_new": "a button of each list",
    "bulk_undo": "a button",
    "case_json": "a file: tests/exchange",
    "case_pdf": "a file: tests/exchange",
    "schema_case": "a file: tests/exchange",
    "manual_picture": "a picture: tests/web/test_help.py",
    "access_withdraw": "a button",
    "notices_seen": "a button",
    "follow": "a button",
    # The same views and templates below each kind of record: examined below a case.
    **{
        f"{kind}_{name}": "the page of the same verb below a case is examined"
        for kind in ("child", "report", "series")
        for name in (
            "comment_write",
            "comment_answer",
            "comment_correct",
            "comment_withdraw",
            "letter_keep",
            "letter_correct",
            "letter_answered",
        )
    },
    "token_revoke": "a button",
    "stay_signed_in": "asked by the page itself",
    "end_sessions": "a button",
    "account_email": "leads to one's own account: addresses are the administrator's",
    "account_email_verification_sent": "leads to one's own account",
    "account_confirm_email": "nobody is sent such a link: tests/accounts/test_sign_in.py",
    "account_confirm_login_code": "nobody signs in by a code in a mail",
    "account_set_password": "leads to changing it: everybody has one",
    "socialaccount_connections": "leads to one's own account",
    "socialaccount_signup": "leads away: nobody signs up",
    "socialaccount_login_error": "a refusal, of the same template as the cancelled one",
    "openid_connect_login": "leads to the provider: tests/accounts/test_openid_connect.py",
    "openid_connect_callback": "comes from the provider: tests/accounts/test_openid_connect.py",
    "mfa_authenticate": "comes in the middle of signing in: examined there",
    "mfa_login_webauthn": "asked by the page's script: tests/accounts/test_passkeys.py",
    "mfa_reauthenticate_webauthn": "asked by the page's script: tests/accounts/test_passkeys.py",
    "account_reset_password_from_key": "a link that is used up: walked through by tests/accounts/test_sign_in.py",
    "organisation_agreement_agree": "the template of every verb, which is examined on the page that proposes it",
    "organisation_agreement_end": "the template of every verb, which is examined on the page that proposes it",
    "tell": "another name of the public start",
    "tell_report": "leads to the first question",
    "tell_leave": "leads away from here",
    "tell_received": "walked through by tests/reports/public/test_in_a_browser.py, as every question of the public page is",
    "tell_status": "walked through by tests/reports/public/test_in_a_browser.py",
    "tell_add": "walked through by tests/reports/public/test_in_a_browser.py",
    "tell_who": "walked through by tests/reports/public/test_in_a_browser.py",
    "import_template": "a file",
    "import_rejected": "a file",
    "answers_export": "a file",
    "mfa_download_recovery_codes": "a file",
}


def names_of_addresses() -> Iterator[str]:
    """Every url name of the site outside of the API, whose addresses are not pages."""
    yield from _names(get_resolver())


def _names(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield one.name
        elif not str(one.pattern).startswith("api/"):
            yield from _names(one)
