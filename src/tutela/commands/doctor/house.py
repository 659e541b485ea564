"""The house: does the worker live, does mail go out, is there room, and could everything be got back?"""

import shutil
import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from tutela.commands.doctor.check import Level, Ward, check
from tutela.server import backups
from tutela.server.disk import NEEDED

BACKUP_EVERY = timedelta(hours=48)
HEARTBEAT = timedelta(minutes=2)
LATE = timedelta(minutes=10)
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@check(
    "worker",
    why="Answers go out, hand-overs lapse and concerns are called further by the worker alone.",
    mend="Start it: `tutela worker`, or `systemctl start tutela-worker`.",
    level=Level.MUST,
)
def worker(ward: Ward) -> Iterator[str]:
    """No worker has given a sign of life."""
    [(newest,)] = ward.ask("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if newest is None or newest < ward.now - HEARTBEAT:
        yield "No worker runs."


@check(
    "jobs",
    why="A job that waits is an answer that has not gone out or a call that was not made.",
    mend="Look at the worker's log; start more workers if there is much to do.",
    level=Level.MUST,
)
def jobs_late(ward: Ward) -> Iterator[str]:
    """Jobs that should have been begun some time ago, or that a dead worker holds."""
    # A job becomes due when it was enqueued, or at the time for which it was planned: the latest event tells.
    [(late,)] = ward.ask(
        "SELECT count(*) FROM procrastinate_jobs j WHERE status = 'todo' AND coalesce(scheduled_at,"
        " (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) < %s",
        ward.now - LATE,
    )
    [(held,)] = ward.ask(
        "SELECT count(*) FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
        " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s)",
        ward.now - LATE,
    )
    if late:
        yield f"{late:,} jobs have waited for more than ten minutes."
    if held:
        yield f"{held:,} jobs are held by a worker that is dead."


@check(
    "failed-jobs",
    why="A job that failed for good is tried no more.",
    mend="The worker's log says by the job's number what was wrong; `tutela django procrastinate shell` tries it again.",
    level=Level.SHOULD,
)
def jobs_failed(ward: Ward) -> Iterator[str]:
    """Jobs that failed, by their kind."""
    for task, count in ward.ask(
        "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1 ORDER BY 1"
    ):
        yield f"{count:,} jobs “{task}” failed for good."


@check(
    "backup",
    why="What is not kept elsewhere is lost with this machine.",
    mend="Run `tutela backup FOLDER` each night, and carry the file to another place: docs/operations/backup.md.",
    level=Level.MUST,
    in_demo=Level.NOTE,
)
def backup(ward: Ward) -> Iterator[str]:
    """No backup, an old one, or one whose file is gone."""
    last = backups.last_made(ward.places)
    if last is None:
        yield "No backup was ever made."
    elif last.at < ward.now - BACKUP_EVERY:
        yield f"The last backup is {(ward.now - last.at).days:,} days old."


@check(
    "disk",
    why="A database that runs out of room stops everybody in the middle of their work.",
    mend="Free some space, or move DATA_DIR to a larger disk.",
    level=Level.MUST,
)
def disk(ward: Ward) -> Iterator[str]:
    """Too little room where the data folder is."""
    free = shutil.disk_usage(ward.places.data_dir).free
    if free < 2 * NEEDED:
        yield f"The disk of the data folder has {free // 2**20:,} MB free."


@check(
    "mail",
    why="Answers by e-mail, invitations and digests go through the mail server.",
    mend="Set TUTELA_EMAIL_HOST and TUTELA_EMAIL_PORT to a server that takes mail from this machine.",
    level=Level.MUST,
)
def mail(ward: Ward) -> Iterator[str]:
    """The mail server does not answer, or does not greet as one."""
    if settings.EMAIL_BACKEND != _SMTP:
        return
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, "localhost", timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException):
        yield f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer."


CHECKS = (worker, jobs_late, jobs_failed, backup, disk, mail)
