"""What the fast reader of lines found at fault, in words."""

from django.utils.translation import gettext

from tutela.core.marking import gettext_noop

_ANEW = gettext_noop("Write the list anew with the tool that made it.")
_WORDS = {
    "form": (gettext_noop("the line is of no form that is read here"), _ANEW),
    "header": (
        gettext_noop("hashdeep's header is missing, or names a column that is not known"),
        gettext_noop("Write the list anew with hashdeep -c md5,sha1,sha256, and leave its first lines as they are."),
    ),
    "size": (gettext_noop("the size is not a whole number of bytes"), _ANEW),
    "hex": (gettext_noop("a sign in what should be a digest is no hexadecimal digit"), _ANEW),
    "length": (
        gettext_noop("a digest has another length than its algorithm, or than the first one of the list"),
        gettext_noop("Send digests of one algorithm in each list, or a table with a header."),
    ),
    "separator": (gettext_noop("what follows a size or a digest is not what this form has there"), _ANEW),
    "cut-off": (gettext_noop("the list ends within the line"), gettext_noop("Ask for the list again.")),
    "long": (gettext_noop("the line is longer than a megabyte"), _ANEW),
    "nul": (
        gettext_noop("the line holds the character NUL"),
        gettext_noop("Write the list anew without the option for ending lines with NUL (-0, -z)."),
    ),
}
_ELSE = (gettext_noop("the line does not fit the form of the list"), _ANEW)


def words_for(why: str) -> tuple[str, str]:
    """What is wrong with the line, and how to mend it, for a code of `LineFault`."""
    what, mend = _WORDS.get(why, _ELSE)
    return gettext(what), gettext(mend)
