from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "tutela.children"
    verbose_name = "Children"
