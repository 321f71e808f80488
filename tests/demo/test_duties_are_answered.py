"""Whoever is shown a duty finds behind it the form that answers it: every duty of everybody in the demo company."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client

from foundation.accounts.models import User

pytestmark = pytest.mark.usefixtures("company")
LINKS = re.compile(r'<a [^>]*href="([^"]+)"')
PARTS = (
    r'<div class="duty-answers".*?</div>',
    r'<a class="[^"]*duty-measures".*?</a>',
    r'aria-labelledby="corrections-title".*?</section>',
    r'aria-labelledby="questionnaires-title".*?</section>',
)


def links_of(page: str) -> Iterator[str]:
    """Where each duty leads; the ones answered in place are forms already."""
    for part in PARTS:
        for found in re.findall(part, page, re.DOTALL):
            yield from (link.replace("&amp;", "&") for link in LINKS.findall(found))


def answers(page: str, path: str) -> bool:
    """Is there a form in the page that posts to it, or to something under it?"""
    main = page[page.index("<main") : page.index("</main>")]
    forms = [tag for tag in re.findall(r"<form [^>]*>", main) if 'method="post"' in tag]
    return any(action.startswith(path) for tag in forms for action in re.findall(r' action="([^"]*)"', tag) or [path])


def test_every_duty_leads_to_a_form_that_answers_it(db):
    seen: dict[str, set[str]] = {}
    for user in User.objects.filter(is_active=True, grants__isnull=False).distinct():
        browser = Client(headers={"Accept-Language": "en"})
        browser.force_login(user)
        for link in {urlsplit(link).path: link for link in links_of(browser.get("/duties/").text)}.values():
            page = browser.get(link)
            path = urlsplit(link).path
            assert page.status_code == 200, (user.email, link)
            assert answers(page.text, path), (user.email, link)
            seen.setdefault(page.resolver_match.view_name, set()).add(user.email)
    assert {"portfolio:report", "kpis:due", "rse:initiative_update", "rse:correction", "rse:questionnaire_review"} <= set(seen)
