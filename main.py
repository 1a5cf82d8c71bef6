"""Start GeoDesk's desktop program: ``python main.py [FILE|FOLDER]``."""

import sys

from geodesk.desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
