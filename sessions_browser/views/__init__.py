"""HTTP in, HTTP out: one module a page, named like its template and its URL."""
