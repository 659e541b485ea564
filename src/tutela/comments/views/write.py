"""Write a comment, answer one, correct one's own, take it back."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.pages import actor_in
from tutela.comments.forms import Write
from tutela.comments.models import Comment
from tutela.comments.queries import colleagues_to_tell, comment_of, readers_of
from tutela.comments.services.write import withdraw_comment, write_comment
from tutela.comments.views.pages import OnRecord, there
from tutela.core import clock
from tutela.core.form_fields import choose_among


class WritePage(OnRecord):
    """A comment of its own."""

    title, button = "Write about {record}", "Save the comment"
    done = "The comment was saved."
    hint = "A comment stays. You can correct it by a further one, or withdraw it."
    template_name = "pages/comment_write.html"
    form_class = Write

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """With the colleagues who see the record to choose from, and who will read it."""
        form = Write(data, initial=self.known(record))
        choose_among(form, "tells", colleagues_to_tell(record))
        return form

    def known(self, record: Any) -> dict[str, Any]:
        """For one's own organisation unless more is chosen."""
        return {"audience": Comment.Audience.ORGANISATION}

    def more_context(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """Who will read it, by name, before it is written."""
        return {"readers": readers_of(record, actor=actor_in(request)), "above": None}

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Comment:
        """Save it."""
        return self.save(record, form, request)

    def save(self, record: Any, form: forms.Form, request: HttpRequest, **belongs: Any) -> Comment:
        """Call the verb with what it belongs to."""
        given = form.cleaned_data
        return write_comment(
            record,
            words=given["words"],
            audience=given["audience"],
            tells=[one.pk for one in given["tells"]],
            actor=actor_in(request),
            now=clock.now(),
            **belongs,
        )


class _OnComment(WritePage):
    """Something that belongs to a comment."""

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, with the comment that the address names."""
        record = super().get_record(request, **where)
        self.above: Any = there(comment_of(record, int(where["comment"])))
        return record

    def known(self, record: Any) -> dict[str, Any]:
        """For the same people."""
        return {"audience": self.above.audience}

    def more_context(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """With the comment above."""
        return super().more_context(record, request) | {"above": self.above}


class AnswerPage(_OnComment):
    """An answer under a comment."""

    title, button = "Answer a comment on {record}", "Save the answer"
    done = "The answer was saved."

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Comment:
        """Save it under the comment."""
        return self.save(record, form, request, answers=self.above)


class CorrectPage(_OnComment):
    """A further comment that mends one's own."""

    title, button = "Correct your comment on {record}", "Save the correction"
    done = "The correction was saved. What it corrects stays, and says so."

    def known(self, record: Any) -> dict[str, Any]:
        """With the words as they were."""
        return super().known(record) | {"words": self.above.words}

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Comment:
        """Save it for the same people, where the comment stood."""
        return self.save(record, form, request, corrects=self.above, answers=self.above.answers)


class WithdrawPage(OnRecord):
    """Take back one's own comment."""

    title, button = "Withdraw your comment on {record}", "Withdraw the comment"
    done = "The comment was withdrawn."
    hint = "It stays, marked as withdrawn. Those who could read it can still open its words: nothing is lost."
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, with the comment that the address names."""
        record = super().get_record(request, **where)
        self.comment: Any = there(comment_of(record, int(where["comment"])))
        return record

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Comment:
        """Withdraw it."""
        return withdraw_comment(self.comment, record, actor=actor_in(request), now=clock.now())
