from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "tutela.clocks"
    verbose_name = "Clocks"
