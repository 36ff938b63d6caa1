"""The city that these tests run against."""

from tests.running_city import city, http, own_city, still_city, template

__all__ = ["city", "http", "own_city", "still_city", "template"]
