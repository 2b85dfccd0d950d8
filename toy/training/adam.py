"""Adam on one flat tensor.

The same update as ``torch.optim.Adam(fused=True)`` (tested), by the kernel that it calls: one pass over the
parameters. Importing the optimizer around it would take longer than a training run here.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


class Adam:
    """Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1) for ``parameter``, changed in place.

    Args:
        parameter: the flat parameters, (p,).
        betas: decay of the first and second moments' averages.
        eps: added to the root of the second moment.
    """

    def __init__(
        self, parameter: Tensor, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8
    ) -> None:
        self.parameter, self.betas, self.eps = parameter, betas, eps
        self._mean, self._square = torch.zeros_like(parameter), torch.zeros_like(parameter)
        self._steps = torch.zeros((), device=parameter.device)

    def step(self, grad: Tensor, learning_rate: float) -> None:
        """One update.

        Args:
            grad: the gradient (p,).
            learning_rate: of this step.
        """
        self._steps += 1
        torch._fused_adam_(
            [self.parameter], [grad], [self._mean], [self._square], [], [self._steps],
            lr=learning_rate, beta1=self.betas[0], beta2=self.betas[1], weight_decay=0.0, eps=self.eps,
            amsgrad=False, maximize=False,
        )  # fmt: skip

    def moments(self) -> tuple[np.ndarray, ...]:
        """What it remembers of the steps so far: both averages (p,) and the number of steps, as copies."""
        return tuple(part.cpu().numpy().copy() for part in (self._mean, self._square, self._steps))

    def restore(self, moments: tuple[np.ndarray, ...]) -> None:
        """Remember what ``moments`` gave."""
        for part, kept in zip((self._mean, self._square, self._steps), moments, strict=True):
            part.copy_(torch.from_numpy(kept))
