"""The dashboard with a kind of job that tests can count: it asks a server for numbered pages."""
