from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "tutela.decisions"
    verbose_name = "Decisions"
