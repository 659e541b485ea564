"""Every page that staff read can be read in French: no word of the program is left that no translator was given."""

import os
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client

from tests.browser.pages import PAGES
from tests.browser.scene import written
from tests.cast import World
from tests.roles import switched_role
from tests.web.unmarked import marking, of_the_source, outside
from tutela.accounts.models import User

# “all” in the evidence run; on other days every second page, which the address settles.
EVERY_PAGE = os.environ.get("TUTELA_PAGES") == "all"
# Whoever writes a program reads of it in the language of the program.
IN_ENGLISH = "/api/"
# Stored as it was given, and a code that the audit trail shows as it is.
KEPT = {"Ask about siblings and other children around the suspect", "offered"}


@pytest.mark.django_db
def test_every_word_of_the_program_on_a_page_of_staff_was_given_to_a_translator(
    world: World, client_for: Callable[[User], Client]
) -> None:
    names = written(world)
    with switched_role("tutela_owner"):
        User.objects.update(language="fr")
    nobody = Client(headers={"Accept-Language": "fr"})
    readers = {who: client_for(getattr(world, who)) if who else nobody for who in {page.who for page in PAGES}}
    for reader in readers.values():
        # One page that fails must not hide what is wrong on the others.
        reader.raise_request_exception = False
    left: dict[str, set[str]] = {}
    failed: list[str] = []
    looked_at = 0
    with marking():
        for page in PAGES:
            if page.address.startswith(IN_ENGLISH) or not (EVERY_PAGE or crc32(page.address.encode()) % 2):
                continue
            address = page.address.format(**names)
            with transaction.atomic():
                answers = [readers[page.who].get(address)]
                # What a form says of what is missing in it. Whatever it did is taken back.
                if b'<form method="post"' in answers[0].content:
                    answers.append(readers[page.who].post(address, {}))
                transaction.set_rollback(True)
            failed += [f"{page.address}: {answer.status_code}" for answer in answers if answer.status_code >= 500]
            for answer in answers:
                if answer.status_code in (200, 422, 409) and answer.headers["Content-Type"].startswith("text/html"):
                    looked_at += 1
                    for words in outside(answer):
                        left.setdefault(words, set()).add(page.address)
    assert looked_at > (250 if EVERY_PAGE else 125)
    faults = failed + sorted(
        f"{', '.join(files[:4])}: “{words}” on {min(left[words])}"
        for words in left.keys() - KEPT
        if (files := of_the_source(words))
    )
    if "TUTELA_UNMARKED" in os.environ:
        Path(os.environ["TUTELA_UNMARKED"]).write_text("\n".join(faults), encoding="utf-8")
    assert faults == []
