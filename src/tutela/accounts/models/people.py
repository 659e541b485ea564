"""Users, the roles they hold in organisations, and the tokens of their programs."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from tutela.core.choices import TextChoices
from tutela.core.languages import ENGLISH
from tutela.organisations.models import Organisation, Unit


class Role(TextChoices):
    """What somebody does in an organisation; the role decides what the database shows them."""

    INTAKE_OFFICER = "intake_officer", "Intake officer"
    INVESTIGATOR = "investigator", "Investigator"
    EXAMINER = "examiner", "Examiner"
    ANALYST = "analyst", "Analyst"
    MANAGER = "manager", "Manager"
    WELFARE_OFFICER = "welfare_officer", "Welfare officer"
    RESEARCHER = "researcher", "Researcher"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"
    PARTNER = "partner", "Partner"


def roles_in_words(codes: Iterable[str]) -> str:
    """Roles within a sentence: *intake officer, manager*."""
    return ", ".join(Role(one).label.lower() if one in Role.values else one.replace("_", " ") for one in codes)


# Who reads case records of their own organisation at all; accounts/sql/need_to_know.sql holds the database to the same list.
READS_RECORDS = frozenset(
    {Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.EXAMINER, Role.ANALYST, Role.MANAGER, Role.AUDITOR}
)
WRITES_RECORDS = READS_RECORDS - {Role.AUDITOR}


class UserManager(BaseUserManager["User"]):
    """Accounts are made by an administrator; there is no signing up."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A new account, with an unusable password unless one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an e-mail address, however it is capitalised."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships, never from the account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    language = models.CharField(max_length=10, default=ENGLISH.code, db_default=ENGLISH.code)
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Sessions that began before this are over: it is part of what a session is checked against.
    sessions_since = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """The sign-in library saves accounts whole; where an account comes from is not the application's to write."""
        if not self._state.adding and options.get("update_fields") is None:
            fixed = {"id", "is_synthetic", "created_at"}
            options["update_fields"] = [one.name for one in self._meta.concrete_fields if one.name not in fixed]
        super().save(*args, **options)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        since = self.sessions_since.isoformat() if self.sessions_since else ""
        return salted_hmac(
            "tutela.accounts.session", f"{self.password}|{since}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Membership(models.Model):
    """A role held in an organisation for a time. Leaving ends it; the row stays."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_at__isnull=True),
                name="role_held_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}"


class ApiToken(models.Model):
    """A program's key to act as one membership. Only its digest is kept; it always expires."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
