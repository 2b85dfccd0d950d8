"""The fair engine: many visitors' sessions and runs on a few processes, whatever it is that they compute."""
