from django.apps import AppConfig


class HashSetsConfig(AppConfig):
    name = "tutela.hashsets"
    verbose_name = "Exchange of hash sets"
