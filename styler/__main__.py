"""``python -m styler`` is the command line."""

from styler.cli.commands import main

main()
