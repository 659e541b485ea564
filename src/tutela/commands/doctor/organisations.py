"""Organisations: is there somebody behind every door, at every hour, for every place?"""

from collections.abc import Iterator
from datetime import timedelta

from tutela.accounts.services.duty import gaps_of
from tutela.commands.doctor.check import Level, Ward, check
from tutela.organisations.models import Organisation

ROTA_AHEAD = timedelta(days=7)
# Who may be sent something: a coordinating centre, and whoever answers for something somewhere.
_RECEIVES = "o.is_active AND (o.is_coordinating_centre OR EXISTS (SELECT 1 FROM organisations_remit r WHERE r.organisation_id = o.id))"
_OPEN = "u.is_active AND m.starts_at <= %s AND (m.ends_at IS NULL OR m.ends_at > %s)"


@check(
    "coordinating-centre",
    why="What nobody has accepted is a coordinating centre's by default; without one, a report cannot be received.",
    mend="Enter the coordinating centre of the country: `tutela set-up centre`.",
    level=Level.MUST,
)
def coordinating_centre(ward: Ward) -> Iterator[str]:
    """No active centre at all."""
    if not ward.ask("SELECT 1 FROM organisations_organisation WHERE is_coordinating_centre AND is_active LIMIT 1"):
        yield "No active coordinating centre is set up."


@check(
    "door",
    why="A door with nobody behind it takes reports that nobody reads.",
    mend="Give somebody there the role of intake officer or manager, or take its remit away.",
    level=Level.MUST,
)
def door(ward: Ward) -> Iterator[str]:
    """An organisation that receives, and has no intake officer and no manager."""
    rows = ward.ask(
        f"SELECT o.name FROM organisations_organisation o WHERE {_RECEIVES} AND NOT EXISTS ("
        " SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        f" WHERE m.organisation_id = o.id AND m.role IN ('intake_officer', 'manager') AND {_OPEN}) ORDER BY o.name",
        ward.now,
        ward.now,
    )
    for (name,) in rows:
        yield f"{name} receives, and has no active intake officer or manager."


@check(
    "duty-rota",
    why="A specific concern for a child calls whoever is on duty, at any hour.",
    mend="Fill the rota on the organisation's duty page, or with `tutela duty`.",
    level=Level.SHOULD,
    in_demo=Level.NOTE,
)
def duty_rota(ward: Ward) -> Iterator[str]:
    """Hours of the coming week at which nobody would be called."""
    for number, name in ward.ask(
        f"SELECT o.id, o.name FROM organisations_organisation o WHERE {_RECEIVES} ORDER BY o.name"
    ):
        open_spans = gaps_of(number, ward.now, ward.now + ROTA_AHEAD)
        if open_spans:
            hours = sum((end - start for start, end in open_spans), timedelta()) / timedelta(hours=1)
            yield f"{name}: nobody is on duty for {hours:,.0f} of the next 168 hours, from {open_spans[0][0]:%d %B %H:%M} UTC."


@check(
    "unit-manager",
    why="What a unit's handler has not done goes to the unit's manager.",
    mend="Give somebody of the unit the role of manager, with the unit.",
    level=Level.SHOULD,
    in_demo=Level.NOTE,
)
def unit_manager(ward: Ward) -> Iterator[str]:
    """A unit in which nobody is manager."""
    rows = ward.ask(
        "SELECT n.name, o.name FROM organisations_unit n JOIN organisations_organisation o ON o.id = n.organisation_id"
        " WHERE o.is_active AND NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        f"  WHERE m.unit_id = n.id AND m.role = 'manager' AND {_OPEN}) ORDER BY o.name, n.name",
        ward.now,
        ward.now,
    )
    for unit, organisation in rows:
        yield f"{unit}, {organisation}, has no manager."


@check(
    "contact",
    why="Foreign agencies reach a service through its single point of contact, and its deputy when that one is away.",
    mend="An administrator enters both on the organisation's page.",
    level=Level.SHOULD,
)
def contact(ward: Ward) -> Iterator[str]:
    """An organisation without a single point of contact, or without a deputy."""
    for one in Organisation.objects.filter(is_active=True):
        missing = [
            words
            for words, name, ways in (
                ("single point of contact", one.contact_name, (one.contact_email, one.contact_telephone)),
                ("deputy", one.deputy_name, (one.deputy_email, one.deputy_telephone)),
            )
            if not name or not any(ways)
        ]
        if missing:
            yield f"{one.name} has no {' and no '.join(missing)} who can be reached."


@check(
    "opening-hours",
    why="Working days are counted from an organisation's own hours; without them office hours are assumed.",
    mend="An administrator enters them on the organisation's page.",
    level=Level.NOTE,
)
def opening_hours(ward: Ward) -> Iterator[str]:
    """An organisation that has said nothing of when it works."""
    for (name,) in ward.ask(
        f"SELECT o.name FROM organisations_organisation o WHERE {_RECEIVES}"
        " AND NOT EXISTS (SELECT 1 FROM organisations_openinghours h WHERE h.organisation_id = o.id) ORDER BY o.name"
    ):
        yield f"{name} has no opening hours."


@check(
    "place",
    why="A remit covers a place and all within it: a place outside the hierarchy is covered by nobody's.",
    mend="Enter places with `tutela set-up place`, which lays each within another; give this one its parent.",
    level=Level.MUST,
)
def place(ward: Ward) -> Iterator[str]:
    """A place that hangs nowhere, or in itself."""
    rows = ward.ask(
        "WITH RECURSIVE below AS (SELECT id FROM organisations_place WHERE parent_id IS NULL AND kind = 'world'"
        " UNION SELECT p.id FROM organisations_place p JOIN below b ON p.parent_id = b.id)"
        " SELECT code FROM organisations_place WHERE id NOT IN (SELECT id FROM below) ORDER BY code"
    )
    for (code,) in rows:
        yield f"The place “{code}” does not lie in the world."


@check(
    "remit",
    why="For a country in nobody's remit there is no suggestion where a report should go.",
    mend="Give an organisation the remit on its page, or enter the one that has it: `tutela set-up organisation`. Or leave it: such reports stay with the coordinating centre.",
    level=Level.NOTE,
)
def remit(ward: Ward) -> Iterator[str]:
    """Countries for which nobody answers: themselves, what they lie in, or any part of them."""
    rows = ward.ask(
        "WITH RECURSIVE up AS (SELECT id AS country, id, parent_id FROM organisations_place WHERE kind = 'country'"
        "   UNION SELECT up.country, p.id, p.parent_id FROM organisations_place p JOIN up ON p.id = up.parent_id),"
        " down AS (SELECT id AS country, id FROM organisations_place WHERE kind = 'country'"
        "   UNION SELECT down.country, p.id FROM organisations_place p JOIN down ON p.parent_id = down.id)"
        " SELECT name FROM organisations_place c WHERE kind = 'country' AND NOT EXISTS ("
        "  SELECT 1 FROM organisations_remit r JOIN organisations_organisation o ON o.id = r.organisation_id AND o.is_active"
        "   WHERE r.place_id IN (SELECT id FROM up WHERE up.country = c.id UNION SELECT id FROM down WHERE down.country = c.id))"
        " ORDER BY name"
    )
    for (name,) in rows:
        yield f"{name} is in nobody's remit."


@check(
    "agreement",
    why="After its last day an agreement to send directly is none: reports go through the national centre again.",
    mend="Renew it, or leave it ended.",
    level=Level.NOTE,
)
def agreement(ward: Ward) -> Iterator[str]:
    """An agreement that ended in the last ninety days and was not renewed."""
    today = ward.now.date()
    rows = ward.ask(
        "SELECT one.name, other.name, a.until FROM organisations_directagreement a"
        " JOIN organisations_organisation one ON one.id = a.one_id JOIN organisations_organisation other ON other.id = a.other_id"
        " WHERE a.agreed_at IS NOT NULL AND a.ended_at IS NULL AND a.until < %s AND a.until > %s AND NOT EXISTS (SELECT 1 FROM organisations_directagreement b"
        "  WHERE b.agreed_at IS NOT NULL AND b.ended_at IS NULL AND least(b.one_id, b.other_id) = least(a.one_id, a.other_id)"
        "    AND greatest(b.one_id, b.other_id) = greatest(a.one_id, a.other_id) AND (b.until IS NULL OR b.until >= %s))",
        today,
        today - timedelta(days=90),
        today,
    )
    for one, other, until in rows:
        yield f"The agreement of {one} and {other} ended on {until}."


CHECKS = (coordinating_centre, door, duty_rota, unit_manager, contact, opening_hours, place, remit, agreement)
