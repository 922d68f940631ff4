"""Commands on terminals, for tests."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

# What the view itself may send: colours, cursor up, erase to the end of the screen.
OURS = re.compile(rb"\x1b\[(?:[0-9;]*m|[0-9]+A|J)")


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, words, cwd, environment, columns=80):
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.execvpe(words[0], words, environment)
        self.resize(columns)
        self.out = b""

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def type(self, keys):
        os.write(self.master, keys)

    def read_until(self, text, seconds=60):
        deadline = time.monotonic() + seconds
        while text is None or text not in self.out:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"no {text!r} within {seconds} s in {self.out!r}")
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                piece = b""
            if not piece:
                if text is None:
                    break
                raise AssertionError(f"ended without {text!r}: {self.out!r}")
            self.out += piece

    def modes(self):
        return termios.tcgetattr(self.master)[:4]

    def wait(self):
        self.read_until(None)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)

    def text(self):
        """What was printed, without colours; what was drawn over stays in."""
        return OURS.sub(b"", self.out).decode(errors="replace").replace("\r", "")
