from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "tutela.organisations"
    verbose_name = "Organisations"
