"""How often a token was used of late, for all processes of all web servers together."""

from django.db import models

from tutela.accounts.models.people import ApiToken


class TokenUse(models.Model):
    """How often one thread of a web server took requests of a token in one minute.

    Each thread counts in a row of its own, so that requests side by side never wait for one another's row; their sum is
    the token's. Only ``accounts_token_used`` in the database reads and writes it, and removes what is an hour old.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    worker = models.CharField(max_length=64)
    minute = models.BigIntegerField(help_text="since 1970")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "worker"], name="token_counted_once_a_worker")]
