"""A callback for Lightning: `Trainer(callbacks=[MregCallback("prices", register_as="next_close")])`."""

from __future__ import annotations

from typing import Any

try:
    from lightning.pytorch import Callback
except ImportError:
    from pytorch_lightning import Callback

from .recording import Recording


class MregCallback(Callback):  # type: ignore[misc]
    """Records a training of Lightning; see Recording for the arguments. The step is the trainer's global step.

    Of several processes the first records. An exception ends the run FAILED.
    """

    def __init__(self, experiment: str, run_name: str | None = None, **others: Any) -> None:
        super().__init__()
        self.recording = Recording(experiment, run_name, **others)

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        if trainer.is_global_zero:
            self.recording.begin({"max_epochs": trainer.max_epochs, **pl_module.hparams})

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        self.recording.log(trainer.callback_metrics, step=trainer.global_step)

    def on_fit_end(self, trainer: Any, pl_module: Any) -> None:
        self.recording.finish(pl_module)

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self.recording.fail()
