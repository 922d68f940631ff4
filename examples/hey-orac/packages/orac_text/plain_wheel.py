"""A build backend (PEP 517) that packs one pure-Python package into a wheel (PEP 427).

It needs nothing but the standard library, so pip can install the package without a network. A
project whose dependencies come from a package index has no use for it.
"""

import base64
import hashlib
import pathlib
import tomllib
import zipfile

HERE = pathlib.Path(__file__).resolve().parent


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel into `wheel_directory` and returns its file name."""
    del config_settings, metadata_directory  # There is nothing to configure.
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = project["name"].replace("-", "_")
    distribution = f"{package}-{project['version']}"
    information = f"{distribution}.dist-info"

    content = {path.relative_to(HERE).as_posix(): path.read_bytes() for path in sorted((HERE / package).rglob("*.py"))}
    content[f"{information}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        f"Summary: {project['description']}\n"
    ).encode()
    content[f"{information}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: plain_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    content[f"{information}/RECORD"] = _record(content, f"{information}/RECORD")

    name = f"{distribution}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in content.items():
            wheel.writestr(path, data)
    return name


def _record(content, own_path):
    lines = []
    for path, data in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    lines.append(f"{own_path},,")
    return ("\n".join(lines) + "\n").encode()
