from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tutela.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Listen to the sign-in library."""
        from tutela.accounts import second_factor, sign_in_audit

        sign_in_audit.connect()
        second_factor.connect()
