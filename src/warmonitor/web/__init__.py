"""The page: its data as JSON, the server that hands them out, and the same page as files.

What it shows is made by plain functions from events, claims and articles; ``server`` and ``site`` only carry it.
"""
