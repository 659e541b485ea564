"""The commands about sets, as they are typed, on a real site: trusted, issued, taken, traced, taken back."""

from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.register.test_check_commands import a_list

pytestmark = pytest.mark.timeout(0)
NORTH, CENTRE = "north.manager@north.example", "centre.analyst@centre.example"


def test_a_set_is_exchanged_by_commands(site: Installation, tmp_path: Path) -> None:
    listed = a_list(tmp_path / "north.hashdeep", range(30))
    site.tutela("check", str(listed), "--as", "north.examiner@north.example", "--exhibit", "NM/1", "--submit", "case")
    # Bodies and the set are added on pages; a page has a reader, and this has none.
    people = dict(site.sql("SELECT email, id FROM accounts_user WHERE email IN (%s, %s)", [NORTH, CENTRE]))
    organisations = dict(site.sql("SELECT code, id FROM organisations_organisation"))
    for code, name, email in (
        ("north", "Synthetic National Centre", NORTH),
        ("centre", "Synthetic Northmoor Police", CENTRE),
    ):
        site.sql(
            "INSERT INTO hashsets_body (organisation_id, name, country, contact_name, contact_telephone, contact_email, added_at,"
            " added_by_id) VALUES (%s, %s, 'GB', 'Desk', '+44 1632 960099', '', now(), %s) RETURNING id",
            [organisations[code], name, people[email]],
        )
    site.sql(
        "WITH made AS (INSERT INTO hashsets_hashset (organisation_id, uid, name, kind, with_mapped, jurisdictions, sources,"
        " with_restricted, terms, pass_on, pass_on_countries, made_at, made_by_id, ended_words) VALUES (%s, %s, 'By command', 'case',"
        " false, '{}', '{}', false, 'Synthetic terms', 'nobody', '{}', now(), %s, '') RETURNING id)"
        " INSERT INTO hashsets_recipient (hash_set_id, body_id, since, by_id) SELECT made.id, b.id, now(), %s FROM made,"
        " hashsets_body b WHERE b.name = 'Synthetic National Centre' RETURNING id",
        [organisations["north"], "ab" * 16, people[NORTH], people[NORTH]],
    )
    key = tmp_path / "site.key"
    said = site.tutela("register", "key", "--out", str(key)).stdout
    fingerprint = said.split("Fingerprint: ")[1].split()[0]
    for body, who in (("Synthetic National Centre", NORTH), ("Synthetic Northmoor Police", CENTRE)):
        words = ["register", "set", "trust", body, str(key), "--fingerprint", fingerprint, "--as", who]
        assert "Trusted from now on" in site.tutela(*words).stdout
    out, again = tmp_path / "edition.hashset", tmp_path / "again.hashset"
    issue = ["register", "set", "issue", "By command", "Synthetic National Centre"]
    made = site.tutela(*issue, str(out), "--as", NORTH).stdout
    assert "edition 1 of By command" in made
    assert "30 given" in made
    site.tutela(*issue, str(again), "--number", "1", "--as", NORTH)
    assert out.read_bytes() == again.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    taken = site.tutela("register", "set", "take", str(out), "--audience", "country", "--as", CENTRE).stdout
    assert "30 files are in answers since" in taken
    [(digest,)] = site.sql("SELECT encode(md5, 'hex') FROM register_file ORDER BY id LIMIT 1")
    trace = site.tutela("register", "set", "trace", digest, "--out", str(tmp_path / "trace.csv"), "--as", NORTH).stdout
    assert "It has it: Synthetic National Centre: Desk, +44 1632 960099" in trace
    assert "came" not in (tmp_path / "trace.csv").read_text().splitlines()[-1]
    wrong = ["register", "set", "withdraw", digest, "--ground", "mistaken", "--why", "Synthetic.", "--as", NORTH]
    assert "Telephone Synthetic National Centre: Desk, +44 1632 960099" in site.tutela(*wrong).stdout
