"""The small honest city of the handset's tests, standing where the app's network stands."""

import httpx
from playwright.sync_api import Page, Route
from tests.handset.city import City
from tests.till.app.till.faults import CORS

ANYWHERE = "**/v1/**"


def stand_in_for_network(page: Page, city: City) -> None:
    """Let this city answer every call of the page."""

    def answer(route: Route) -> None:
        request = route.request
        content = (request.post_data or "").encode()
        found = city.handle(httpx.Request(request.method, request.url, content=content))
        route.fulfill(status=found.status_code, body=found.content, headers=CORS)

    page.route(ANYWHERE, answer)
