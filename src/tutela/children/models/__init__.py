"""The child's record, and what is kept about the child: where the child may be, what the child needs, who is in contact."""

from tutela.children.models.assessment import AREAS, Assessment, Finding
from tutela.children.models.child import Child
from tutela.children.models.contact import Contact
from tutela.children.models.whereabouts import Whereabouts

__all__ = ["AREAS", "Assessment", "Child", "Contact", "Finding", "Whereabouts"]
