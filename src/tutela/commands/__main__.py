"""``python -m tutela.commands``: the command line without its script."""

from tutela.commands.app import main

if __name__ == "__main__":
    main()
