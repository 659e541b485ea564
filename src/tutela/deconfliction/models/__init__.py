"""What is shared between services: alerts, whom they were told to, and what each may know."""

from tutela.deconfliction.models.alert import Alert, AlertTo, Lookout, Place
from tutela.deconfliction.models.codes import OPEN, SETTLES, Kind, MaySay, Reason, State

__all__ = ["OPEN", "SETTLES", "Alert", "AlertTo", "Kind", "Lookout", "MaySay", "Place", "Reason", "State"]
