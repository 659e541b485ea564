from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "tutela.bulk"
    verbose_name = "Bulk work"
