from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tutela.exchange"
    verbose_name = "Exchange"
