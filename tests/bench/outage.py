"""Asks a service over and over, in the network of its host, and says how long it did not answer.

usage: outage.py PORT     Ends with its input; prints the seconds without an answer, when the last answer was given first
                          (seconds since the epoch), and that answer."""

import http.client
import select
import sys
import time

PAUSE_SECONDS = 0.02


def answer(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.5)
    try:
        connection.request("GET", "/version")
        response = connection.getresponse()
        return response.read().decode().strip() if response.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def main() -> None:
    port = int(sys.argv[1])
    seconds, last, since, before, answered = 0.0, "", time.time(), time.monotonic(), True
    while True:
        ended = bool(select.select([sys.stdin], [], [], PAUSE_SECONDS)[0])
        got = answer(port)
        now = time.monotonic()
        if got is None or not answered:
            seconds += now - before
        answered, before = got is not None, now
        if got is not None and got != last:
            last, since = got, time.time()
        if ended and (answered or seconds > 30):
            break
    print(round(seconds, 3), round(since, 3), last)


main()
