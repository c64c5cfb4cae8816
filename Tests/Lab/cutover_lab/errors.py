"""The one error of the lab: a sentence for the person at the terminal."""


class LabError(Exception):
    """What was observed, and what to do next."""
