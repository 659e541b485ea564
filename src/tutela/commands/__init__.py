"""The ``tutela`` command line. One module for a group of commands; ``app.GROUPS`` names them."""
