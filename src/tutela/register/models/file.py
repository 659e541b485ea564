"""A file, as its hashes say which it is. The file itself is nowhere."""

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q


class Length(models.Transform):
    """How many bytes a digest has."""

    lookup_name = "octets"
    function = "octet_length"
    output_field = models.IntegerField()


models.BinaryField.register_lookup(Length)


class File(models.Model):
    """One file of which at least one exact hash is known.

    ``key`` is the strongest digest that it came with, after one byte for its algorithm (1 MD5, 2 SHA-1, 3 SHA-256), so that
    of two who bring the same file at one time one adds it and the other finds it. A hash that is learned later is added;
    none is overwritten. Two files with one MD5 are two files when another hash tells them apart.
    """

    key = models.BinaryField(max_length=33, unique=True)
    md5 = models.BinaryField(max_length=16, null=True)
    sha1 = models.BinaryField(max_length=20, null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    size = models.BigIntegerField("size in bytes", null=True)
    pdq = models.BinaryField(max_length=32, null=True)
    pdq_quality = models.SmallIntegerField(null=True)

    class Meta:
        # Equality is all that is asked of a digest: a hash index holds four bytes of each and is half as large as a tree.
        indexes = [
            HashIndex(fields=["md5"], name="register_file_by_md5"),
            HashIndex(fields=["sha1"], name="register_file_by_sha1"),
            HashIndex(fields=["sha256"], name="register_file_by_sha256"),
            models.Index(fields=["id"], condition=Q(pdq__isnull=False), name="file_with_pdq"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(md5__isnull=True) | Q(md5__octets=16), name="md5_has_16_bytes"),
            models.CheckConstraint(condition=Q(sha1__isnull=True) | Q(sha1__octets=20), name="sha1_has_20_bytes"),
            models.CheckConstraint(condition=Q(sha256__isnull=True) | Q(sha256__octets=32), name="sha256_has_32_bytes"),
            models.CheckConstraint(condition=Q(pdq__isnull=True) | Q(pdq__octets=32), name="pdq_has_32_bytes"),
            models.CheckConstraint(
                condition=Q(md5__isnull=False) | Q(sha1__isnull=False) | Q(sha256__isnull=False),
                name="file_has_an_exact_hash",
            ),
            models.CheckConstraint(condition=Q(size__isnull=True) | Q(size__gte=0), name="file_size_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"File {self.pk}"


class Completion(models.Model):
    """A file got a hash that it had not: whoever keeps an index beside the table reads here what it must look at again."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Completion {self.pk}"
