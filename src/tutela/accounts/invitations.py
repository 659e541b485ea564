"""The mail with which somebody new sets their password: sent to their own address, and seen by nobody else."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext

from tutela.accounts.models import User
from tutela.accounts.reader_language import in_their_language


def link_for(user: User) -> str:
    """The address at which this person sets a password, once."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return settings.TUTELA_ADDRESS.rstrip("/") + path


def send(user_id: int) -> bool:
    """Send it, if the account is there and active. Run by the worker."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    with in_their_language(user):
        subject = gettext("Your account")
        words = gettext(
            """An account was made for you in Tutela.

Set your password here, within {days} days:
{link}

You will then be asked to set up a second factor. If you do not expect this, tell your organisation's administrator.
"""
        ).format(days=settings.PASSWORD_RESET_TIMEOUT // 86_400, link=link_for(user))
    send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, [user.email])
    return True
