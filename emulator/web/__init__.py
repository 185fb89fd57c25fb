"""HTTP: server, endpoints, parameters, pages, expansion, API keys, errors, test controls."""
