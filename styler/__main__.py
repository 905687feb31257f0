"""``python -m styler`` is the command line."""

from styler.cli import main

main()
