"""Heller: a city gift card system that goes on selling and redeeming when its servers do not."""

__version__ = "0.1.0"
