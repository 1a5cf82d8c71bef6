"""Start GeoDesk from a checkout: ``python main.py [FILE|FOLDER]``, or any command of ``geodesk``."""

import sys

from geodesk.program import main

if __name__ == "__main__":
    sys.exit(main())
