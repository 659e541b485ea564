from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tutela.plans"
    verbose_name = "Plans"
