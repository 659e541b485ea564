"""When a perceptual hash says enough to be compared, and how far two may differ of which services are told."""

from django.conf import settings
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.register.models import File

LEAST_QUALITY = 50
"""Pictures without features, of one colour say, all look alike to PDQ. Each hash comes with a quality from 0 to 100; its authors
("The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", 2019) advise to match none below 50."""


def says_enough(quality: int | None) -> bool:
    """Whether a hash of this quality is compared with others of itself; one whose quality was not said is."""
    return quality is None or quality >= LEAST_QUALITY


def alert_distance() -> int:
    """In how many bits two may differ of which services are told. Raises BadInput where more is set than can all be found."""
    from tutela.register.index.near_plan import LARGEST_DISTANCE  # what it stands beside is compiled

    distance: int = settings.TUTELA_ALERT_DISTANCE
    if not 0 <= distance <= LARGEST_DISTANCE:
        raise BadInput(
            gettext("Near files are found up to a distance of %(most)s bits.") % {"most": LARGEST_DISTANCE},
            where=where(field="TUTELA_ALERT_DISTANCE"),
            mend=gettext("Set TUTELA_ALERT_DISTANCE to a number from 0 to %(most)s.") % {"most": LARGEST_DISTANCE},
        )
    return distance


def are_near(one: File, other: File) -> bool:
    """Whether two files look so much alike that they are found for each other."""
    from tutela.register.index.near_plan import LARGEST_DISTANCE

    bits = bits_between(one, other)
    return one.pk != other.pk and bits is not None and bits <= LARGEST_DISTANCE


def bits_between(one: File, other: File) -> int | None:
    """In how many of 256 bits the perceptual hashes of two files differ; None where one of them has none."""
    if one.pdq is None or other.pdq is None:
        return None
    return (int.from_bytes(one.pdq, "big") ^ int.from_bytes(other.pdq, "big")).bit_count()
