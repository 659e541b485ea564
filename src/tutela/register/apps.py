from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "tutela.register"
    verbose_name = "Register"
