"""Mark a text for the catalogues where it is written, to be translated where it is said."""


def gettext_noop(words: str) -> str:
    """The same words. Django's own asks for the settings, which a command has not loaded when it reads a module of ours."""
    return words
