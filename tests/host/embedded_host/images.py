"""Base images made on this machine, for hosts that reach no registry."""

import dataclasses
import os
import pathlib
import subprocess
import sys

from . import layers, lifecycle
from .errors import HostError
from .records import Host


@dataclasses.dataclass(frozen=True)
class BaseImage:
    reference: str
    layer: str
    changes: tuple[str, ...]


BASE_IMAGES = (
    BaseImage(
        "python:3.11-slim",
        "python-image",
        (
            "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
            "ENV LANG=C.UTF-8",
            'CMD ["python3"]',
        ),
    ),
    BaseImage("slipway/base:1", "busybox-image", ("ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin", 'CMD ["sh"]')),
)


# What an engine knows of images. The rest (its identity, networks, build cache) is each host's own.
ENGINE_DATA = ("image", "overlay2")


def engine_data(docker: str, userland: str) -> pathlib.Path:
    """The data directory of an engine (a layer's name) that has imported the base images.

    Made once: importing takes seconds, a copy made of links takes none.
    """
    stack = layers.prepare([docker, userland, *(image.layer for image in BASE_IMAGES)])
    directory = layers.recipe_directory(
        f"images-{docker}", (BASE_IMAGES, [path.name for path in stack.values()])
    )

    def import_into_engine(making: pathlib.Path, tree: pathlib.Path) -> None:
        print(f"Importing the base images with {docker} into {directory} (once)", file=sys.stderr)
        host = Host(making / "base-images", flavour="none", layers=[docker, userland])
        host.directory.mkdir()
        lifecycle.start(host, owner=os.getpid())
        try:
            import_all(host)
            for name in ENGINE_DATA:
                source = f"/proc/{host.init.pid}/root/var/lib/docker/{name}"
                subprocess.run(["cp", "--archive", "--one-file-system", source, str(tree)], check=True)
        finally:
            lifecycle.stop(host, graceful=False)

    if not directory.is_dir():
        layers.make_once(directory, import_into_engine)
    return directory


def import_all(host: Host) -> None:
    trees = layers.prepare([image.layer for image in BASE_IMAGES])
    for image in BASE_IMAGES:
        changes = [word for change in image.changes for word in ("--change", change)]
        archive = ["tar", "--sort=name", "--numeric-owner", "-c", "-C", str(trees[image.layer]), "."]
        with subprocess.Popen(archive, stdout=subprocess.PIPE) as producer:
            done = subprocess.run(
                lifecycle.inside(host, ["docker", "import", *changes, "-", image.reference]),
                stdin=producer.stdout,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        if done.returncode != 0 or producer.returncode != 0:
            raise HostError(f"Importing {image.reference} into {host.name} failed: {done.stdout.strip()}")
