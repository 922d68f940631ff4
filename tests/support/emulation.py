"""Programs for arm64 and arm on this machine: the kernel runs them through Debian's emulators, in containers too."""

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


# How programs for a machine begin: the class of the file, and the machine.
MACHINES = {"aarch64": (2, 0xB7), "arm": (1, 0x28)}


@contextlib.contextmanager
def registered(emulator: pathlib.Path, machine: str = "aarch64"):
    """Lets the kernel run programs for the machine through the emulator, which it keeps open: containers need not have it."""
    place = pathlib.Path("/proc/sys/fs/binfmt_misc")
    mounted = not (place / "register").exists()
    if mounted:
        subprocess.run(["mount", "-t", "binfmt_misc", "none", str(place)], check=True)
    name = f"slipway-test-{machine}"
    width, number = MACHINES[machine]
    magic = rf"\x7fELF\x{width:02x}\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x{number:02x}\x00"
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
    shim(test, "docker", '[ "$1" = version ]', "/usr/bin/docker", "s/amd64/arm64/")


def pretend_to_have_32_bits(test: unittest.TestCase) -> None:
    """The same for Raspberry Pi OS of 32 bits on a newer Pi: its engine is for arm, and its kernel has 64 bits."""
    emulator = shutil.which("qemu-arm-static")
    if not emulator:
        test.skipTest("qemu-user-static is not installed")
    register(test, pathlib.Path(emulator), "arm")
    shim(test, "docker", '[ "$1" = version ]', "/usr/bin/docker", "s/amd64/arm/")
    shim(test, "uname", '[ "$1" = -m ]', "/usr/bin/uname", "s/x86_64/aarch64/")


def shim(test: unittest.TestCase, name: str, when: str, program: str, change: str) -> None:
    """For the time of the test, a program on the host whose output is changed by sed if the shell's condition holds."""
    place = pathlib.Path(f"/proc/{test.host['pid']}/root/usr/local/bin/{name}")
    place.write_text(f'#!/bin/sh\nif {when}; then {program} "$@" | sed {change}; else exec {program} "$@"; fi\n')
    place.chmod(0o755)
    test.addCleanup(place.unlink)


def emulate_arm64(test: unittest.TestCase) -> None:
    """For the time of the test; skips it if that is not possible here."""
    emulator = qemu()
    if emulator is None:
        test.skipTest("qemu-user-static and g++-aarch64-linux-gnu are not installed")
    register(test, emulator, "aarch64")


def register(test: unittest.TestCase, emulator: pathlib.Path, machine: str) -> None:
    stack = contextlib.ExitStack()
    try:
        stack.enter_context(registered(emulator, machine))
    except (OSError, subprocess.CalledProcessError) as error:
        test.skipTest(f"programs for {machine} cannot be registered here: {error}")
    test.addCleanup(stack.close)
