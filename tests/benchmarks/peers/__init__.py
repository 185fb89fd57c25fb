"""What a Django team has without this dashboard: its own table of sessions, and lists of it.

A project of its own with 100,000 rows in SQLite: the admin, and django-tables2.
"""
