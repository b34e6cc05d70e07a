"""A callback for Stable Baselines3: `model.learn(…, callback=MregCallback("ppo", register_as="ppo_dowjones"))`."""

from __future__ import annotations

from typing import Any

from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.logger import KVWriter

from .recording import Recording


class MregCallback(BaseCallback):  # type: ignore[misc]
    """Records a training of Stable Baselines3; see Recording for the arguments. The step is the number of timesteps.

    It logs what the model's own logger dumps: `rollout/ep_rew_mean`, `train/loss` and the like.
    """

    def __init__(self, experiment: str, run_name: str | None = None, **others: Any) -> None:
        super().__init__()
        self.recording = Recording(experiment, run_name, **others)
        self._writer = _Writer(self.recording)

    def _on_training_start(self) -> None:
        names = ("learning_rate", "gamma", "n_steps", "batch_size", "n_epochs", "ent_coef", "seed")
        values = {name: getattr(self.model, name, None) for name in names}
        params = {name: value for name, value in values.items() if isinstance(value, (int, float, str))}
        self.recording.begin({"algorithm": type(self.model).__name__, **params})
        self.logger.output_formats.append(self._writer)

    def _on_step(self) -> bool:
        return True

    def _on_training_end(self) -> None:
        self.logger.output_formats.remove(self._writer)
        self.recording.finish(self.model)


class _Writer(KVWriter):  # type: ignore[misc]
    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def write(self, key_values: dict[str, Any], key_excluded: dict[str, Any], step: int = 0) -> None:
        self._recording.log(key_values, step=step)

    def close(self) -> None:
        pass
