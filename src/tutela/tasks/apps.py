from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tutela.tasks"
    verbose_name = "Tasks"
