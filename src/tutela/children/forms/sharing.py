"""Who else sees a record: for every record with an owner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.accounts.models import User
from tutela.core.widgets import Radios
from tutela.organisations.models import Organisation


class Share(forms.Form):
    """With whom a record is shared."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.filter(is_active=True), empty_label=_("Choose")
    )


class ShareJointly(Share):
    """And what they may do."""

    may_write = forms.ChoiceField(
        label=_("What may they do?"),
        choices=[("", _("Read it")), ("yes", _("Work it jointly: read it and write in it"))],
        required=False,
        widget=Radios(
            hints={
                "yes": _("You lead: you answer for it, and alone decide whose it is, who takes part and when it ends.")
            }
        ),
    )

    def clean_may_write(self) -> bool:
        """Whether they write in it."""
        return bool(self.cleaned_data["may_write"] == "yes")


class NamePerson(forms.Form):
    """Who else sees a restricted record; the page says among whom is chosen."""

    person = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose"))
