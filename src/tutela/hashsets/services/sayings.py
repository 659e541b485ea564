"""From the numbers of this database to what a file says: origins, classes and bodies by name, each read once for an edition."""

from collections.abc import Iterable
from typing import Any

from tutela.hashsets.models import EditionPart, GivenClass, HashSet, Origin, Party
from tutela.hashsets.setfile.layout import Class, From, Named, Terms
from tutela.register.models import SchemeCode, SchemeMapping, Source

_KINDS = ("origins", "sources", "codes", "mappings", "classes", "parties")


class Sayings:
    """What the lines of a set's editions name. ``used`` are the numbers that were asked for since ``begin``."""

    def __init__(self, hash_set: HashSet) -> None:
        self.giver = Named(hash_set.organisation.name, hash_set.organisation.country)
        self.terms = Terms(hash_set.terms, hash_set.pass_on, tuple(hash_set.pass_on_countries))
        self._kept: dict[str, dict[int, Any]] = {name: {} for name in _KINDS}
        self.begin()

    def begin(self) -> None:
        """Begin to note which numbers are used."""
        self.used: dict[str, set[int]] = {name: set() for name in _KINDS}

    def read(self, rows: Iterable[Any]) -> None:
        """Read what rows of hashsets_to_give name, as far as it is not known yet; a statement for each kind at most."""
        wanted: dict[str, set[int]] = {name: set() for name in _KINDS}
        for row in rows:
            wanted["sources"].add(row.source)
            wanted["origins"].add(row.origin)
            wanted["codes"].update(row.codes)
            wanted["mappings"].update(row.mappings)
            for given, party, was in row.given:
                wanted["classes"].update((given, was))
                wanted["parties"].add(party)
        self._read(wanted)

    def read_parts(self, parts: Iterable[EditionPart]) -> None:
        """Read all that the parts of an edition name, and note it as used."""
        for part in parts:
            for name in _KINDS:
                self.used[name].update(getattr(part, name))
        self._read(self.used)

    def from_of(self, source: int, origin: int) -> From:
        """Where an item came from: the organisation itself, a source that it brought in, or the hands of a set that came in."""
        if origin:
            self.used["origins"].add(origin)
            kept = self._kept["origins"][origin]
            return From(
                (*(self._party(one) for one in kept.hands), self.giver),
                Terms(kept.terms, kept.pass_on, tuple(kept.pass_on_countries)),
            )
        if source:
            self.used["sources"].add(source)
            brought = self._kept["sources"][source]
            hands = (Named(brought.origin, brought.jurisdiction), self.giver)
            return From(hands, Terms(brought.terms, self.terms.pass_on, self.terms.countries))
        return From((self.giver,), self.terms)

    def class_of(self, code: int) -> Class:
        """A class of a scheme that is known here."""
        self.used["codes"].add(code)
        kept = self._kept["codes"][code]
        scheme = kept.scheme
        return Class(scheme.code, scheme.name, scheme.jurisdiction, kept.code, kept.label)

    def mapped(self, mapping: int) -> tuple[Class, Named, Class]:
        """What a class would be in another scheme, who says so, and of which class."""
        self.used["mappings"].add(mapping)
        kept = self._kept["mappings"][mapping]
        author = Named(kept.organisation.name, kept.organisation.country)
        return self._said(kept.to_code), author, self._said(kept.from_code)

    def given(self, given: int, party: int, was: int) -> tuple[Class, Named, Class | None]:
        """What a body outside classified something as."""
        self.used["classes"].update((given, was) if was else (given,))
        self.used["parties"].add(party)
        return self._given(given), self._party(party), self._given(was) if was else None

    def bodies(self) -> dict[str, Named]:
        """Every body that was named."""
        found = [self.giver]
        found += [self.mapped(one)[1] for one in sorted(self.used["mappings"])]
        found += [self._party(one) for one in sorted(self.used["parties"])]
        found += [hand for one in self.origins().values() for hand in one.hands]
        return {one.token: one for one in found}

    def origins(self) -> dict[str, From]:
        """Every origin that was named; the organisation itself always is."""
        found = [self.from_of(0, 0)]
        found += [self.from_of(0, one) for one in sorted(self.used["origins"])]
        found += [self.from_of(one, 0) for one in sorted(self.used["sources"])]
        return {one.token: one for one in found}

    def classes(self) -> dict[str, Class]:
        """Every class that was named."""
        found = [self.class_of(one) for one in sorted(self.used["codes"])]
        for one in sorted(self.used["mappings"]):
            is_, _, was = self.mapped(one)
            found += [is_, was]
        found += [self._given(one) for one in sorted(self.used["classes"])]
        return {one.token: one for one in found}

    def _read(self, wanted: dict[str, set[int]]) -> None:
        readers: dict[str, Any] = {
            "origins": Origin.objects,
            "sources": Source.objects,
            "codes": SchemeCode.objects.select_related("scheme"),
            "mappings": SchemeMapping.objects.select_related("to_code__scheme", "from_code__scheme", "organisation"),
            "classes": GivenClass.objects,
        }
        for name, rows in readers.items():
            missing = wanted[name] - self._kept[name].keys() - {0}
            if missing:
                self._kept[name].update({one.pk: one for one in rows.filter(pk__in=missing)})
        hands = {hand for one in self._kept["origins"].values() for hand in one.hands}
        missing = (wanted["parties"] | hands) - self._kept["parties"].keys() - {0}
        if missing:
            self._kept["parties"].update({one.pk: one for one in Party.objects.filter(pk__in=missing)})

    def _party(self, party: int) -> Named:
        kept = self._kept["parties"][party]
        return Named(kept.name, kept.country)

    def _given(self, given: int) -> Class:
        kept = self._kept["classes"][given]
        return Class(kept.scheme, kept.scheme_name, kept.jurisdiction, kept.code, kept.label)

    def _said(self, code: SchemeCode) -> Class:
        return Class(code.scheme.code, code.scheme.name, code.scheme.jurisdiction, code.code, code.label)
