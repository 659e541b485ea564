"""A register of any size, written straight into the tables as their owner: what a bench looks up is not how it came in.

Hashes are made by the database from running numbers, so that a list with known hits is made without reading the register.
"""

import hashlib
import os
from typing import Any

import numpy as np

# What follows foreign keys would take most of the time, and every row that it looks at is there. The database is the bench's own.
_KEYS = "SELECT conname FROM pg_constraint WHERE conrelid = 'register_entry'::regclass AND contype = 'f'"
_INDEXES = """
SELECT i.indexname, c.conname IS NOT NULL, i.tablename, i.indexdef, pg_get_constraintdef(c.oid)
  FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname AND c.contype = 'u'
 WHERE i.tablename IN ('register_file', 'register_entry') AND i.indexname NOT LIKE '%_pkey'
"""
_FILES = """
INSERT INTO register_file (key, md5, sha256)
SELECT '\\x03'::bytea || sha256(('f' || n)::bytea), decode(md5('f' || n), 'hex'), sha256(('f' || n)::bytea)
  FROM generate_series({first}, {last}) AS n
"""
_ENTRIES = """
INSERT INTO register_entry (file_id, organisation_id, country, kind, source_id, audience, otherwise, is_on, switched_words, added_at)
SELECT id, {organisation}, '{country}', 'harmless', {source}, 'all', 'new', true, '', now() FROM register_file WHERE id > {after}
"""


def fill(count: int, *, organisation: Any, source: Any, at_once: int = 1_000_000) -> None:
    """Register ``count`` made-up files as harmless, by ``source``. In the role of the tables' owner.

    The indexes are made when all rows are there: a table that is filled once is filled so.
    """
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SET max_parallel_maintenance_workers = 2")
        cursor.execute("SELECT coalesce(max(id), 0) FROM register_file")
        after = cursor.fetchone()[0]
        cursor.execute(_KEYS)
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE register_entry DROP CONSTRAINT "{name}"')
        cursor.execute(_INDEXES)
        indexes = cursor.fetchall()
        for name, is_constraint, table, _, _ in indexes:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' if is_constraint else f'DROP INDEX "{name}"')
    for first in range(0, count, at_once):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FILES.format(first=after + first, last=after + min(first + at_once, count) - 1))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _ENTRIES.format(organisation=organisation.pk, country=organisation.country, source=source.pk, after=after)
        )
    with connection.cursor() as cursor:
        for name, is_constraint, table, definition, constraint in indexes:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {constraint}' if is_constraint else definition)
        # What PostgreSQL and the disk do of themselves after so many rows at once is no part of what is measured afterwards.
        cursor.execute("VACUUM (ANALYZE) register_file")
        cursor.execute("VACUUM (ANALYZE) register_entry")
    os.sync()


def digests_of(number: int) -> tuple[bytes, bytes]:
    """MD5 and SHA-256 of the ``number``-th file."""
    text = f"f{number}".encode()
    return hashlib.md5(text, usedforsecurity=False).digest(), hashlib.sha256(text).digest()


def list_with_hits(
    rows: int, *, hits: int, registered: int, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """MD5 (rows × 16) and SHA-256 (rows × 32) of a list, and which rows are registered: ``hits`` of them, at random places."""
    draw = np.random.default_rng(seed)
    md5 = draw.integers(0, 256, (rows, 16), dtype=np.uint8)
    sha256 = draw.integers(0, 256, (rows, 32), dtype=np.uint8)
    is_hit = np.zeros(rows, dtype=bool)
    is_hit[draw.choice(rows, hits, replace=False)] = True
    for row, number in zip(np.flatnonzero(is_hit), draw.choice(registered, hits), strict=True):
        one, other = digests_of(int(number))
        md5[row], sha256[row] = np.frombuffer(one, np.uint8), np.frombuffer(other, np.uint8)
    return md5, sha256, is_hit
