"""Objects in and out: `mreg` has all of it under these names."""

from mreg import Registry as ModelRegistry
from mreg import load_model, load_model_for_prediction

__all__ = ["ModelRegistry", "load_model", "load_model_for_prediction"]
