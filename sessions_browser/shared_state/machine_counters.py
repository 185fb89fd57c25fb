"""Counters for Prometheus: of all processes of this server together, also of those that ended.

Behind one port a scrape reaches any of them. Numbers of that one alone would go up and down, and
numbers of all machines would be stored once for each machine. So the processes of a server share
files, as prometheus_client does it (its "multiprocess mode"): it adds them up, and a counter never
falls when a process ends. Without a folder for the files they are the numbers of this process.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# Read by prometheus_client when it is imported. An empty folder, new for each start of the server.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_registry = CollectorRegistry(auto_describe=False)
_counters = {
    part: Counter(f"checkout_sessions_{name}", words, [label], registry=_registry)
    for part, name, label, words in (
        ("pages", "pages", "cache", "Answers by how they were found in the cache"),
        ("background", "background", "what", "Work behind the pages"),
        ("responses", "responses", "status", "Responses by class of status"),
        ("outcomes", "upstream_calls", "outcome", "Calls to Stripe by outcome"),
    )
}
_upstream_seconds = Histogram(
    "checkout_sessions_upstream_seconds",
    "How long calls to Stripe took",
    registry=_registry,
    buckets=SECONDS,
)
_store_failures = Counter(
    "checkout_sessions_store_failures", "Commands that the cache failed", registry=_registry
)


def count(part: str, value: str) -> None:
    """part: of `metrics.snapshot`."""
    _counters[part].labels(value).inc()


def upstream_took(seconds: float) -> None:
    _upstream_seconds.observe(seconds)


def store_failed() -> None:
    _store_failures.inc()


def as_text() -> bytes:
    """In Prometheus' text format."""
    registry = _registry
    if os.environ.get(FOLDER):
        registry = CollectorRegistry(auto_describe=False)
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
