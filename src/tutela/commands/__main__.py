"""``python -m tutela.commands``: the command line without its script."""

from tutela.commands.begin import main

if __name__ == "__main__":
    main()
