"""The commands of `manage.py`: the demo, its people, and the production server."""
