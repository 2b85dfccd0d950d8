"""What gives (x0_hat, eps_hat): the closed form of a mixture, and a trained network."""
