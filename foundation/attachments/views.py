"""Serving evidence: through a door, always as a download."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from foundation.attachments.actions import path_of
from foundation.attachments.doors import attachment_to_read


@require_safe
def download(request: HttpRequest, number: int) -> FileResponse:
    """The bytes of a file; the browser saves them and shows nothing itself."""
    row = attachment_to_read(request.user, number)
    path = path_of(row.sha256)
    if not path.exists():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
