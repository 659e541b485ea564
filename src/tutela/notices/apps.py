from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tutela.notices"
    verbose_name = "Notices"
