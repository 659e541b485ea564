"""What the pages of comments and letters have in common: who gets to them, and the way back to the tab."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.models import READS_RECORDS, Role
from tutela.accounts.pages import for_roles, reads_records
from tutela.core.errors import NotFound
from tutela.core.verb_pages import VerbPage
from tutela.ownership.access import find


@method_decorator(reads_records, name="dispatch")
class OnRecord(VerbPage):
    """A verb on one record, or on a part of it that the address names."""

    roles: ClassVar[Iterable[Role]] = READS_RECORDS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever may not is told so before anything is looked up."""
        guarded = for_roles(*self.roles)(super().dispatch)
        return guarded(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, as this reader may see it."""
        return find(where["reference"], kind=where["kind"])

    def after(self, record: Any, result: Any) -> str:
        """Back to the tab."""
        return f"{record.get_absolute_url()}/comments"


def there(part: Any) -> Any:
    """A part of a record that was looked for. Raises NotFound in the same words for absent and not for this reader."""
    if part is None:
        raise NotFound(
            gettext("There is no such part of the record that you may see."), mend=gettext("Open it from the record.")
        )
    return part
