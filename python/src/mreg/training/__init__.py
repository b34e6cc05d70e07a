"""What trainings hand over: facts about a model, and callbacks for trainers.

`mreg.training.keras`, `lightning`, `stable_baselines3` and `transformers` each have a class `MregCallback`. Importing one of
these modules imports its framework.
"""
