"""WSGI applications on loopback: threaded, kept-alive, logging to a file instead of the terminal."""

import logging
import threading
from pathlib import Path
from socketserver import StreamRequestHandler
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


class Prompt(StreamRequestHandler):
    """Answers in one packet and at once: with Nagle's algorithm on, a kept-alive connection waits 40 ms an answer."""

    disable_nagle_algorithm = True
    wbufsize = -1

    def finish(self) -> None:
        """Close what was opened for the connection, also where the client left before its whole answer was sent."""
        try:
            super().finish()
        except ConnectionError:
            self.rfile.close()  # the standard library closes it last, and does not come to it here


class Handler(Prompt, WSGIRequestHandler):
    """A request handler for any WSGI application."""

    def handle_expect_100(self) -> bool:
        """Tell a client that asks first to send its body at once: left in the buffer, it would wait a second for it."""
        told = super().handle_expect_100()
        self.wfile.flush()
        del self.headers["Expect"]  # werkzeug would say it a second time
        return told

    def log(self, type: str, message: str, *args: Any) -> None:  # werkzeug's name
        """To the server's own log; queries are left out, they may hold signatures."""
        text = (message % args if args else message).split("?", 1)
        self.server.app.fabula_log.log(  # type: ignore[attr-defined]
            logging.ERROR if type == "error" else logging.INFO, "%s", text[0]
        )


class Server:
    """One application, served from its own thread until stopped."""

    def __init__(self, name: str, application: "WSGIApplication", *, port: int, logs: Path) -> None:
        self._server = make_server(HOST, port, Logged(application, file_log(name, logs)), True, request_handler=Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name=name, daemon=True
        )
        self.port: int = self._server.port

    def start(self) -> None:
        """Begin to answer; connections made since the constructor are waiting in the socket."""
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting and close the socket."""
        self._server.shutdown()
        self._thread.join()


class Logged:
    """An application together with the log its server writes to."""

    def __init__(self, application: "WSGIApplication", log: logging.Logger) -> None:
        self._application = application
        self.fabula_log = log

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer as the application does."""
        return self._application(environ, start_response)


def file_log(name: str, logs: Path) -> logging.Logger:
    """A logger that writes to `<logs>/<name>.log` and nowhere else."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logging.getLogger(f"fabula.local.{name}")
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    handler = logging.FileHandler(logs / f"{name}.log")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return log
