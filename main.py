"""Opens the window: ``python main.py [PHOTO] [PAINTING ...]``."""

import sys

from ui.start import main

if __name__ == "__main__":
    sys.exit(main())
