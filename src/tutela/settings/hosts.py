"""The names under which the site is reached, as an installation gives them."""


def host_names(given: str) -> list[str]:
    """The names in ``TUTELA_HOSTS``, which stand with commas between them.

    Raises ValueError for none, and for one that would let any name in: links in mails are made from them.
    """
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    if not names:
        raise ValueError("TUTELA_HOSTS names no host. Set it to the site's own name, such as tutela.example")
    for name in names:
        if "*" in name or name.startswith(".") or "/" in name or ":" in name:
            raise ValueError(
                f"TUTELA_HOSTS: “{name}” is no plain host name. Leave out https://, ports, dots in front and *."
            )
    return names
