"""``python -m warmonitor`` is ``warmonitor``."""

from warmonitor.cli import main

if __name__ == "__main__":
    main()
