from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "tutela.comments"
    verbose_name = "Comments"
