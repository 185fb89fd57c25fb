from __future__ import annotations

from django.apps import AppConfig


class PeersConfig(AppConfig):
    name = "tests.benchmarks.peers"
    label = "peers"
