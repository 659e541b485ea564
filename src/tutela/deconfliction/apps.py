from django.apps import AppConfig


class DeconflictionConfig(AppConfig):
    name = "tutela.deconfliction"
    verbose_name = "Deconfliction"
