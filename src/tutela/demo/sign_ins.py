"""One sign-in for each role, and the reference and code of a report of the public, to be printed."""

from tutela.accounts.models import Role
from tutela.demo.connections import connected_as
from tutela.demo.people import PASSWORD, address_of
from tutela.demo.public_code import CODE, reference_of_the_code

_AT = {Role.PARTNER: "lantern"}
_ALSO = (
    ("Manager of the national centre", "centre", Role.MANAGER),
    ("Intake officer of the centre", "centre", Role.INTAKE_OFFICER),
    ("Social worker of children's services", "northmoor-children", Role.PARTNER),
    ("Investigator of a foreign agency", "fr-aubrette", Role.INVESTIGATOR),
)


def sign_ins() -> list[tuple[str, str]]:
    """What somebody is, and the address with which they sign in."""
    found = [(role.label, address_of(_AT.get(role, "northmoor"), role)) for role in Role]
    return found + [(label, address_of(body, role)) for label, body, role in _ALSO]


def lines() -> list[str]:
    """The sign-ins as lines, each with its role; then how to come back to a report of the public."""
    known = sign_ins()
    width = max(len(label) for label, _ in known)
    printed = [f"{label:<{width}}  {address}" for label, address in known]
    printed += ["", f"Password of everybody: {PASSWORD}"]
    with connected_as("owner"):
        reference = reference_of_the_code()
    if reference:
        printed.append(f"A report of the public, to come back to: {reference}, code {CODE}")
    return printed
