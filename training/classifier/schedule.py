"""Learning rate and early stopping, as plain state that a checkpoint can hold."""

import math
from dataclasses import dataclass

from training.classifier.settings import Settings

# A validation loss must fall by more than this to count as lower.
_LEAST_FALL = 1e-4


@dataclass(slots=True)
class Pace:
    """Where one phase stands.

    Attributes
    ----------
    rate
        The learning rate of the next epoch.
    best, since
        Lowest validation loss of the phase, and epochs since then.
    waited
        Epochs since the rate last fell or the loss was lowest.
    """

    rate: float
    best: float = float("inf")
    since: int = 0
    waited: int = 0

    def after(self, settings: Settings, first_rate: float, epoch: int, epochs: int, loss: float) -> None:
        """Take note of an epoch's validation loss and set the next epoch's rate."""
        if loss < self.best - _LEAST_FALL:
            self.best, self.since, self.waited = loss, 0, 0
        else:
            self.since += 1
            self.waited += 1
        if settings.schedule == "cosine":
            share = 0.5 * (1 + math.cos(math.pi * min(epoch / max(epochs, 1), 1.0)))
            self.rate = settings.least_rate + (first_rate - settings.least_rate) * share
        elif settings.schedule == "plateau" and self.waited >= settings.rate_patience:
            self.rate = max(self.rate * settings.rate_factor, settings.least_rate)
            self.waited = 0

    def over(self, settings: Settings) -> bool:
        """Whether the phase has waited long enough for a lower loss."""
        return self.since >= settings.patience
