from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "tutela.finding"
    verbose_name = "Finding"
