from django.apps import AppConfig


class OwnershipConfig(AppConfig):
    name = "tutela.ownership"
    verbose_name = "Ownership"
