"""What the pages about who else sees a record have in common: shared, named on a restricted one, restricted, and that ended again."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.models import READS_RECORDS
from tutela.accounts.pages import actor_in
from tutela.accounts.queries import colleagues
from tutela.children.forms import Reason
from tutela.children.forms.sharing import NamePerson, ShareJointly
from tutela.children.verb_pages import DECIDERS, RecordVerb
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.form_fields import choose_among, rows_to_choose
from tutela.ownership.models import Participation


class ShareVerb(RecordVerb):
    """Let another organisation see the record."""

    title = "Share {record} with another organisation"
    button = "Share"
    done = "{record} was shared."
    form_class: ClassVar[type[forms.Form]] = ShareJointly
    roles = DECIDERS

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """Every organisation but the owner."""
        form = self.form_class(data)
        choose_among(form, "organisation", rows_to_choose(form, "organisation").exclude(pk=record.owner_id))
        return form


class EndShareVerb(RecordVerb):
    """Call back what was shared."""

    title = "End the sharing of {record}"
    button = "End the sharing"
    done = "They no longer see {record}."
    roles = DECIDERS
    is_warning = True

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """End it. Raises NotFound for the part of another record."""
        parts = Participation.objects.filter(subject_kind=self.kind, subject_id=record.pk)
        part = parts.filter(pk=self.kwargs["part"]).first()
        if part is None:
            raise NotFound(
                gettext("There is no such sharing that you may see."), mend=gettext("Open it from the record.")
            )
        return self.end(record, part, request)

    def end(self, record: Any, part: Participation, request: HttpRequest) -> Any:
        """What the service of this kind of record does."""
        raise NotImplementedError


class NamePersonVerb(RecordVerb):
    """Let a colleague see a restricted record."""

    title = "Name a person on {record}"
    button = "Name the person"
    done = "The person sees {record} now."
    roles = DECIDERS

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who read records."""
        form = NamePerson(data)
        choose_among(
            form, "person", colleagues(actor_in(request).organisation_pk, list(READS_RECORDS), now=clock.now())
        )
        return form


class RestrictVerb(RecordVerb):
    """Only named persons see the record from now on; or the organisation sees it again."""

    overwrites = True
    form_class = Reason
    restricted: ClassVar[bool] = True

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Restrict it, or open it."""
        return self.restrict(
            record,
            restricted=self.restricted,
            **form.cleaned_data,
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )

    def restrict(self, record: Any, **said: Any) -> Any:
        """What the service of this kind of record does."""
        raise NotImplementedError
