"""Serves the wake-word service over HTTP: `/`, `/health` and `/listen?text=…`."""

import json
import os
import pathlib
import signal
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from .service import Service


def handler_for(service: Service) -> type[BaseHTTPRequestHandler]:
    """The request handler class that answers for `service`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The name is http.server's.
            url = urlsplit(self.path)
            if url.path == "/":
                self._answer(HTTPStatus.OK, service.about())
            elif url.path == "/health":
                healthy = not service.problems
                status = HTTPStatus.OK if healthy else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, {"healthy": healthy, "problems": service.problems})
            elif url.path == "/listen":
                self._answer(HTTPStatus.OK, service.listen(parse_qs(url.query).get("text", [""])[0]))
            else:
                self._answer(HTTPStatus.NOT_FOUND, {"error": f"nothing at {url.path}"})

        def log_request(self, code="-", size="-") -> None:
            if self.path != "/health":  # The health check asks every few seconds: its lines would fill the log.
                super().log_request(code, size)

        def _answer(self, status: HTTPStatus, content: dict) -> None:
            body = json.dumps(content, indent=2).encode() + b"\n"
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def main() -> None:
    """Serves until SIGTERM, the signal that `docker stop` sends."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    service = Service(
        pathlib.Path(os.environ.get("HEY_ORAC_ROOT", "/app")),
        pathlib.Path(os.environ.get("HEY_ORAC_RECORDINGS", "/var/lib/hey-orac/recordings")),
    )
    for problem in service.problems:
        print(f"hey-orac: {problem}", file=sys.stderr, flush=True)
    server = ThreadingHTTPServer(("", 7171), handler_for(service))
    print("hey-orac: listening on port 7171", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
