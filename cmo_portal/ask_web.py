"""Ask the web server of this container whether it is well; the exit code is the answer. Run as a file: it imports nothing of ours."""

import http.client
import os
import sys


def main() -> int:
    """0 when `/healthz?for=web` answers 200 within five seconds."""
    line = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    # The server answers to its own names only.
    name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    try:
        line.request("GET", "/healthz?for=web", headers={"Host": name})
        return 0 if line.getresponse().status == 200 else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
