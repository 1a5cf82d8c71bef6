"""What GeoDesk stands: kills, damaged files, full disks, long days. Run by hand, one command each.

Each part is ``python -m tests.endurance.<part>``; ``--quick`` does a little of all of it, as the test suite
does. What was run, when, and what was found stands in ``docs/reliability.md``.
"""
