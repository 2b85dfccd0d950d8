"""Adam on one flat tensor.

The same update as ``torch.optim.Adam`` (tested), without importing its machinery: that import alone takes
longer than a training run here.
"""

from __future__ import annotations

import torch
from torch import Tensor


class Adam:
    """Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1) for ``parameter``, changed in place.

    Args:
        parameter: the flat parameters, (p,).
        betas: decay of the first and second moments' averages.
    """

    def __init__(self, parameter: Tensor, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        self.parameter, self.betas, self.eps = parameter, betas, eps
        self.steps = 0
        self._mean = torch.zeros_like(parameter)
        self._square = torch.zeros_like(parameter)
        self._root = torch.empty_like(parameter)

    def step(self, grad: Tensor, learning_rate: float) -> None:
        """One update from the gradient (p,)."""
        self.steps += 1
        beta1, beta2 = self.betas
        self._mean.lerp_(grad, 1 - beta1)
        self._square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        torch.sqrt(self._square, out=self._root)
        # both averages start at 0; their bias is corrected in the step's size and in the root
        self._root.mul_((1 - beta2**self.steps) ** -0.5).add_(self.eps)
        self.parameter.addcdiv_(self._mean, self._root, value=-learning_rate / (1 - beta1**self.steps))
