"""The Django project: settings, sign-in, health, the request log and the commands that start it."""
