"""What a service loads, or the model in its own image."""

from __future__ import annotations

from typing import Any

import mreg

LOCAL = "./models/local"


def load_production_model(name: str) -> Any:
    return mreg.load_model(f"{name}@production", fallback=["staging", LOCAL])


def load_staging_model(name: str) -> Any:
    return mreg.load_model(f"{name}@staging")
