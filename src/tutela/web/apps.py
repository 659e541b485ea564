from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tutela.web"
    verbose_name = "Web"

    def ready(self) -> None:
        """Apps that stand side by side do not import one another: here the search answers for what follows it."""
        from tutela.finding.queries import matching
        from tutela.following.searching import use_search

        use_search(matching)
