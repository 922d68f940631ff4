"""A TCP relay in front of a host's sshd, which delays, stalls or cuts what goes through it."""

import collections
import socket
import threading
import time


class Relay:
    """Listens on a port of this machine's loopback until it is closed. What it does to connections may change at any time,
    and applies to those that are open as well."""

    def __init__(self, address: str, port: int = 22):
        self.target = (address, port)
        self.delay = 0.0  # seconds that each piece takes in each direction
        self.stalled_until = 0.0  # by time.monotonic(): nothing goes through before
        self.most_bytes: int | None = None  # of a connection, both directions together; then it is cut
        self.cuts = 0
        self.connections: list[_Connection] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
                host = socket.create_connection(self.target)
            except OSError:
                return  # closed
            self.connections.append(_Connection(self, client, host))

    def cut(self) -> None:
        """All the connections that are open."""
        for connection in self.connections:
            connection.cut()
        self.cuts += 1

    def close(self) -> None:
        self.listener.close()
        for connection in self.connections:
            connection.cut()


class _Connection:
    def __init__(self, relay: Relay, client: socket.socket, host: socket.socket):
        self.relay = relay
        self.ends = (client, host)
        self.bytes = 0
        for source, sink in ((client, host), (host, client)):
            sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pieces: collections.deque = collections.deque()
            news = threading.Condition()
            threading.Thread(target=self._read, args=(source, pieces, news), daemon=True).start()
            threading.Thread(target=self._write, args=(sink, pieces, news), daemon=True).start()

    def _read(self, source: socket.socket, pieces: collections.deque, news: threading.Condition) -> None:
        while True:
            try:
                piece = source.recv(16384)
            except OSError:
                piece = b""
            with news:
                pieces.append((time.monotonic() + self.relay.delay, piece))
                news.notify()
            if not piece:
                return

    def _write(self, sink: socket.socket, pieces: collections.deque, news: threading.Condition) -> None:
        while True:
            with news:
                news.wait_for(lambda: pieces)
                due, piece = pieces.popleft()
            while (rest := max(due, self.relay.stalled_until) - time.monotonic()) > 0:
                time.sleep(min(rest, 0.1))
            limit = self.relay.most_bytes
            if limit is not None and self.bytes + len(piece) > limit:
                self.relay.cuts += 1
                self.cut()
                return
            self.bytes += len(piece)
            try:
                if not piece:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(piece)
            except OSError:
                return self.cut()

    def cut(self) -> None:
        for end in self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended by itself
            end.close()
