from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "tutela.retention"
    verbose_name = "Retention"
