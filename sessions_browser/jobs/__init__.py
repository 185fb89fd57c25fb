"""Durable work: a row that people see, done step by step, gone on with after whatever ended it."""
