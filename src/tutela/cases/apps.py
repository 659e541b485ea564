from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tutela.cases"
    verbose_name = "Cases"
