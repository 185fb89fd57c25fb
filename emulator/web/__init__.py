"""HTTP: the server, the endpoints, parameters, API keys, errors and the test controls."""
