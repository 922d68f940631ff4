"""The cache of unpacked layers: made once, shared read-only by all hosts of the machine."""

import compileall
import concurrent.futures
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable

from . import packages, trees
from .errors import HostError
from .flavours import LAYERS, UNUSED_PACKAGES, Layer
from .locks import exclusive

# Raise it when layers that exist must be made anew.
RECIPE_VERSION = "2"

FINISH = {
    "userland": trees.finish_userland,
    "userland-newest": trees.finish_userland,
    "userland-oldest": trees.finish_userland,
    "podman-newest": trees.finish_podman,
    "cmake-newest": trees.finish_tools,
    "python-image": trees.finish_python_image,
    "busybox-image": trees.finish_busybox_image,
}


def cache_directory() -> pathlib.Path:
    return pathlib.Path(os.environ.get("SLIPWAY_CACHE_DIR") or "/var/cache/slipway").absolute()


def architecture() -> str:
    try:
        return subprocess.run(
            ["dpkg", "--print-architecture"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise HostError(
            "Test hosts are unpacked from Debian packages, but there is no dpkg on this machine."
        ) from error


def layer_directory(layer: Layer) -> pathlib.Path:
    """Named by the recipe: a layer that running hosts stand on is never rewritten."""
    return recipe_directory(layer.name, (RECIPE_VERSION, layer, sorted(UNUSED_PACKAGES), architecture()))


def recipe_directory(name: str, recipe: object) -> pathlib.Path:
    digest = hashlib.sha256(repr(recipe).encode()).hexdigest()[:8]
    return cache_directory() / "engines" / f"{name}-{digest}"


def prepare(names: list[str]) -> dict[str, pathlib.Path]:
    """The directories of the named layers; those missing are fetched and unpacked first."""
    wanted = {name: layer_directory(LAYERS[name]) for name in names}
    missing = [name for name, directory in wanted.items() if not directory.is_dir()]
    if missing:
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            for _ in pool.map(lambda name: _make(LAYERS[name], wanted[name]), missing):
                pass
    return wanted


def _make(layer: Layer, directory: pathlib.Path) -> None:
    def unpack(making: pathlib.Path, tree: pathlib.Path) -> None:
        print(f"Unpacking {layer.name} from Debian's {layer.suite} into {directory} (once)", file=sys.stderr)
        apt = packages.Apt(making / "apt", layer.suite)
        apt.update()
        packages.unpack(apt.download(_packages_of(layer, apt)), tree)
        FINISH.get(layer.name, lambda _: None)(tree)
        _compile_python(tree)

    make_once(directory, unpack)


def make_once(directory: pathlib.Path, make: Callable[[pathlib.Path, pathlib.Path], None]) -> None:
    """Has `make(scratch directory, tree)` fill a tree and puts it in its place complete, or not at all."""
    with exclusive(directory.with_name(directory.name + ".lock")):
        if directory.is_dir():
            return
        for leftover in directory.parent.glob(f"{directory.name}.making-*"):
            shutil.rmtree(leftover)
        making = pathlib.Path(tempfile.mkdtemp(prefix=f"{directory.name}.making-", dir=directory.parent))
        try:
            tree = making / "tree"
            tree.mkdir(mode=0o755)
            make(making, tree)
            tree.rename(directory)
        finally:
            shutil.rmtree(making, ignore_errors=True)


def _packages_of(layer: Layer, apt: packages.Apt) -> list[str]:
    if not layer.with_dependencies:
        return list(layer.packages)
    below = [package for name in layer.above for package in LAYERS[name].packages]
    everything = apt.closure([*below, *layer.packages])
    return sorted((everything - apt.closure(below) - UNUSED_PACKAGES) | set(layer.packages))


def _compile_python(tree: pathlib.Path) -> None:
    """As the packages' maintainer scripts do: without it the first run of each program takes seconds."""
    for library in sorted((tree / "usr/lib").glob("python3*")):
        if library.is_dir() and library.name in ("python3", "python%d.%d" % sys.version_info[:2]):
            compileall.compile_dir(library, quiet=2, workers=1, stripdir=tree, prependdir="/")
