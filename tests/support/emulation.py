"""Programs for arm64 on this machine: the kernel runs them through Debian's emulator, in containers too."""

import contextlib
import pathlib
import shutil
import subprocess
import unittest

def qemu() -> pathlib.Path | None:
    """Debian's emulator of arm64, if this machine has it and its compiler, and lets programs be registered."""
    found = shutil.which("qemu-aarch64-static")
    if not found or not shutil.which("aarch64-linux-gnu-gcc"):
        return None
    return pathlib.Path(found)


@contextlib.contextmanager
def registered(emulator: pathlib.Path):
    """Lets the kernel run programs for arm64 through the emulator, which it keeps open: containers need not have it."""
    place = pathlib.Path("/proc/sys/fs/binfmt_misc")
    mounted = not (place / "register").exists()
    if mounted:
        subprocess.run(["mount", "-t", "binfmt_misc", "none", str(place)], check=True)
    name = "slipway-test-aarch64"
    magic = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
    mask = r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
    try:
        (place / "register").write_text(f":{name}:M::{magic}:{mask}:{emulator}:POCF")
        yield
    finally:
        if (place / name).exists():
            (place / name).write_text("-1")
        if mounted:
            subprocess.run(["umount", str(place)], check=False)


def pretend_to_be_a_pi(test: unittest.TestCase) -> None:
    """The engine of the test's host says that its machine is one for arm64, and with the kernel's help it is."""
    emulate_arm64(test)
    shim = pathlib.Path(f"/proc/{test.host['pid']}/root/usr/local/bin/docker")
    shim.write_text(
        '#!/bin/sh\nif [ "$1" = version ]; then /usr/bin/docker "$@" | sed s/amd64/arm64/; else exec /usr/bin/docker "$@"; fi\n'
    )
    shim.chmod(0o755)
    test.addCleanup(shim.unlink)


def emulate_arm64(test: unittest.TestCase) -> None:
    """For the time of the test; skips it if that is not possible here."""
    emulator = qemu()
    if emulator is None:
        test.skipTest("qemu-user-static and g++-aarch64-linux-gnu are not installed")
    stack = contextlib.ExitStack()
    try:
        stack.enter_context(registered(emulator))
    except (OSError, subprocess.CalledProcessError) as error:
        test.skipTest(f"programs for arm64 cannot be registered here: {error}")
    test.addCleanup(stack.close)
