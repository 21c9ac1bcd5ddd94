"""`python -m cordiale`: the command line."""

from cordiale.project.cli import main

main()
