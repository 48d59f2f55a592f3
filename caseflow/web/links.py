"""Pages that a secret address opens: no search engine keeps them, and their address is told to no other site.

`Referrer-Policy: same-origin`, which every page of ours bears, is as strict as it may be: with `no-referrer` the check of
a form's origin over HTTPS would refuse every post.
"""

from flask import Response, make_response


def behind_link(page: str, status: int = 200) -> Response:
    """The answer with this page."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
