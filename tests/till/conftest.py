"""The city that these tests run against."""

from tests.running_city import city, http, own_city, town

__all__ = ["city", "http", "own_city", "town"]
