"""A callback for the Trainer of Transformers: `Trainer(…, callbacks=[MregCallback("sentiment", register_as="bert")])`."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from .recording import Recording


class MregCallback(TrainerCallback):  # type: ignore[misc]
    """Records a training of Transformers; see Recording for the arguments. The step is the trainer's global step.

    Of several processes the first records.
    """

    def __init__(self, experiment: str, run_name: str | None = None, **others: Any) -> None:
        self.recording = Recording(experiment, run_name, **others)

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.is_world_process_zero:
            names = ("learning_rate", "num_train_epochs", "per_device_train_batch_size", "weight_decay", "warmup_ratio", "seed")
            self.recording.begin({name: getattr(args, name, None) for name in names})

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
        self.recording.log(logs or {}, step=state.global_step)

    def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        self.recording.finish(model)
