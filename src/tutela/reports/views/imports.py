"""The pages about files of reports: send one in, see how far it is, correct what was rejected."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe
from django.views.generic import View

from tutela.accounts.pages import PageView, actor_in, for_roles
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import BadInput, Refused, RuleBroken
from tutela.reports.answers_file import write_answers
from tutela.reports.doors import template_csv
from tutela.reports.doors.moments import parse_moment
from tutela.reports.import_form import SendFile
from tutela.reports.import_jobs import go_on_later
from tutela.reports.models import ImportBatch
from tutela.reports.queries.imports import Progress, files_of, find_file, misses_a_zone, rejected_rows
from tutela.reports.rejected_file import write_rejected_file
from tutela.reports.services.discard import kept_until
from tutela.reports.services.import_file import CHUNK, IMPORTERS, stage_file, take_chunk
from tutela.reports.uploads import MAX_UPLOAD, BoundedMemoryUpload

_SHOWN_REJECTED = 100


@for_roles(*IMPORTERS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The files that the reader's organisation sent in."""
    actor = actor_in(request)
    return render(request, "pages/imports.html", {"page": files_of(actor, cursor=request.GET.get("after", ""))})


@for_roles(*IMPORTERS)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty CSV to start from."""
    return _attachment("tutela-reports.csv", template_csv().encode("utf-8-sig"))


# The token of the form is checked after the bounded reader of uploads is in place, and not before it.
@method_decorator(csrf_exempt, name="dispatch")
class SendPage(View):
    """Send in a file. A small one is taken at once, the rest of a large one by the worker."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Put the bounded reader in place before anything looks at what was sent."""
        upload = BoundedMemoryUpload(request)
        request.upload_handlers = [upload]
        self.upload = upload
        return _checked(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return render(request, "pages/import_new.html", {"form": SendFile()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Stage the file and begin with it."""
        actor = actor_in(request)
        form = SendFile(request.POST, request.FILES)
        if self.upload.was_too_big:
            words = gettext(
                "The file is larger than %(size)s MB. Nothing of it was kept. Send it in parts, or by the command line."
            )
            form.errors["file"] = form.error_class([words % {"size": MAX_UPLOAD // (1024 * 1024)}])
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                with transaction.atomic():
                    staged = stage_file(
                        file.file,
                        file.name,
                        zone=form.read_in,
                        goes_on_by_itself=True,
                        actor=actor,
                        now=clock.now(),
                    )
            except (BadInput, Refused) as error:
                form.add_error("file", " ".join(part for part in (error.what, error.mend) if part))
                return render(request, "pages/import_new.html", {"form": form}, status=error.http_status)
            taken = take_chunk(staged.batch, actor=actor, now=clock.now())
            if taken == CHUNK:
                go_on_later(staged.batch.pk)
            if staged.again:
                messages.info(request, gettext("This very file was here before. Nothing is taken twice."))
            return HttpResponseRedirect(staged.batch.get_absolute_url())
        return render(request, "pages/import_new.html", {"form": form}, status=422)


def _checked(view: PageView) -> PageView:
    return csrf_protect(for_roles(*IMPORTERS)(view))


@for_roles(*IMPORTERS)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """What became of one file. A page that refreshes itself gets the progress alone."""
    actor = actor_in(request)
    if request.method == "POST":
        return _go_on(request, find_file(number, actor))
    progress = find_file(number, actor)
    context: dict[str, object] = {"progress": progress, "batch": progress.batch}
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/import_progress.html", context)
        if progress.is_done:
            # What the page says besides the numbers has changed as well.
            response["HX-Refresh"] = "true"
        return response
    if progress.rejected:
        record("import.read_rejected", actor=actor, now=clock.now(), batch=progress.batch.pk, rows=progress.rejected)
        context |= {
            "rejected": list(rejected_rows(progress.batch, most=_SHOWN_REJECTED)),
            "most": _SHOWN_REJECTED,
            "misses_a_zone": misses_a_zone(progress.batch),
            "kept_until": kept_until(progress.batch),
            "is_kept": _is_kept(progress.batch),
        }
    return render(request, "pages/import.html", context)


def _go_on(request: HttpRequest, progress: Progress) -> HttpResponse:
    """Take the next chunk now, and leave the rest to the worker: for a file that somebody left half taken."""
    actor = actor_in(request)
    if take_chunk(progress.batch, actor=actor, now=clock.now()) == CHUNK:
        go_on_later(progress.batch.pk)
    messages.success(request, gettext("%(name)s goes on.") % {"name": progress.batch.file_name})
    return HttpResponseRedirect(progress.batch.get_absolute_url())


@for_roles(*IMPORTERS)
@require_safe
def rejected(request: HttpRequest, number: int) -> HttpResponse:
    """The rejected rows as a file to correct and send in again."""
    actor = actor_in(request)
    batch = find_file(number, actor).batch
    if not _is_kept(batch):
        raise RuleBroken(
            gettext("What was in the rejected rows is not kept any more."),
            mend=gettext("Correct them in the file that you sent."),
        )
    response = _attachment(f"rejected-{batch.pk}.csv", b"")
    response.write("\ufeff")
    count = write_rejected_file(response, batch)  # type: ignore[arg-type]
    record("import.download_rejected", actor=actor, now=clock.now(), batch=batch.pk, rows=count)
    return response


@for_roles(*IMPORTERS)
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """The answers to what the organisation reported, since a day, as a CSV."""
    actor, now = actor_in(request), clock.now()
    given = request.GET.get("since", "").strip()
    since = parse_moment(f"{given}T00:00Z") if given else None
    response = _attachment(f"answers-{now:%Y-%m-%d}.csv", b"")
    response.write("\ufeff")
    write_answers(response, since=since, actor=actor, now=now)
    return response


def _is_kept(batch: ImportBatch) -> bool:
    until = kept_until(batch)
    return until is None or clock.now() < until


def _attachment(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
