from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "tutela.day"
    verbose_name = "Day"
