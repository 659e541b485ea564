from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "tutela.following"
    verbose_name = "Following"
