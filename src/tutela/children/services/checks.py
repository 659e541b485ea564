"""What the verbs around a child check before they write: whose record it is, coded values, a source, words."""

from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.children.models import Child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.ownership.access import locked

CARERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
"""The roles that write what is known around a child."""


def own(child: Child, actor: Actor, *roles: str, version: int | None = None) -> Child:
    """The child's record as it is now, locked. Raises NotAllowed for other roles, RuleBroken for whoever does not answer for it."""
    actor.must_hold(*(roles or CARERS))
    fresh: Child = locked(child, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Its owner's staff write it."),
        )
    return fresh


def coded(list_code: str, code: str, *, field: str, words: str | None = None, may_be_empty: bool = False) -> str:
    """A code of a list. Raises BadInput that names ``field`` for no such code, and for *other* where ``words`` say nothing."""
    if not code and may_be_empty:
        return ""
    known = {one.code: one for one in typology.terms(list_code)}
    if code not in known:
        raise BadInput(
            gettext("This is not one of the choices."),
            where=where(field=field),
            mend=gettext("Choose one of the list."),
        )
    if known[code].needs_words and words is not None and not words.strip():
        raise BadInput(
            gettext("Say in words what it is."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    return code


def said(text: str, *, field: str, what: str, mend: str = "") -> str:
    """What was said, without space around it. Raises BadInput that names ``field`` where it is nothing."""
    if not text.strip():
        raise BadInput(what, where=where(field=field), mend=mend or gettext("A few administrative words are enough."))
    return text.strip()


def graded(source: str, grading: str) -> tuple[str, str]:
    """Who said it, and how reliable they are, where somebody judged that [¶ 12.5.16]. Raises BadInput without a source."""
    named = said(
        source,
        field="source",
        what=gettext("From whom is this known?"),
        mend=gettext("Name the source: a service, a document."),
    )
    return named, coded("source_grading", grading, field="grading", may_be_empty=True)
