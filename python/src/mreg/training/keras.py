"""A callback for Keras: `model.fit(…, callbacks=[MregCallback("prices", register_as="next_close")])`."""

from __future__ import annotations

from typing import Any

import keras

from .recording import Recording


class MregCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Records a training of Keras; see Recording for the arguments. The step is the epoch, from 0."""

    def __init__(self, experiment: str, run_name: str | None = None, **others: Any) -> None:
        super().__init__()
        self.recording = Recording(experiment, run_name, **others)

    def on_train_begin(self, logs: Any = None) -> None:
        optimizer = getattr(self.model, "optimizer", None)
        rate = None if optimizer is None else float(optimizer.learning_rate)
        self.recording.begin(
            {"epochs": self.params.get("epochs"), "optimizer": getattr(optimizer, "name", None), "learning_rate": rate}
        )

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.recording.log(logs or {}, step=epoch)

    def on_train_end(self, logs: Any = None) -> None:
        self.recording.finish(self.model)
