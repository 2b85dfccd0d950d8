"""The web app: live stages, controls and the engine that shares them fairly among visitors."""
