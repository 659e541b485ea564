"""How the register's values are written on a page: ``{% load register %}``."""

from collections.abc import Iterator

from django import template

from tutela.register.models import File

register = template.Library()


@register.filter
def digests(file: File) -> Iterator[tuple[str, str]]:
    """The hashes that are known of a file, the strongest first: the algorithm's name and the digest."""
    for name, digest in (("SHA-256", file.sha256), ("SHA-1", file.sha1), ("MD5", file.md5)):
        if digest is not None:
            yield name, bytes(digest).hex()
