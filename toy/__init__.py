"""A small library of 2-D diffusion models: every form, every prediction type, rectification."""
