"""The forms of lists that are read: a lasting code for each, and how it is called in plain words."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext

from tutela.core.marking import gettext_noop

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "hashdeep": gettext_noop("a list of hashdeep"),
        "md5deep": gettext_noop("a list of digests and names (md5deep, sha256sum and their like)"),
        "bare": gettext_noop("a bare list of digests, one a line"),
        "dfxml": gettext_noop("DFXML (hashdeep -d, fiwalk -X)"),
        "csv": gettext_noop("a table with a header (CSV)"),
        "autopsy": gettext_noop("a table of Autopsy"),
        "x-ways": gettext_noop("an export list of X-Ways Forensics"),
        "vics": gettext_noop("JSON in the manner of Project VIC"),
    }
)
"""Code → plain name. The codes are kept with what was read, so they never change."""

LINE_FORMS = frozenset({"hashdeep", "md5deep", "bare"})
TABLE_FORMS = frozenset({"csv", "autopsy", "x-ways"})


def forms_taken() -> str:
    """What can be sent, in one phrase for whoever sent something else."""
    return "; ".join(gettext(name) for name in FORMS.values())
