"""What the register does later: make its index anew, and deal with lists that wait."""

from procrastinate.contrib.django import app

from tutela.register.list_jobs import answer_list, resume_lists, take_list

__all__ = ["MAKE_INDEX", "answer_list", "make_index", "resume_lists", "take_list"]

MAKE_INDEX = "register.make_index"


@app.task(name=MAKE_INDEX, queueing_lock=MAKE_INDEX)
def make_index() -> None:
    """Make a new version of the index that stands beside the register."""
    # Compiled code comes with it, which no other process has to load that only knows that there is such a job.
    from tutela.register.index.folder import index_folder
    from tutela.register.services.keep_index import build_index

    build_index(index_folder())
