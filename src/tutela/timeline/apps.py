from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "tutela.timeline"
    verbose_name = "Timeline"
