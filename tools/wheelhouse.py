"""Writes a folder of wheels that installs rongcuo on a machine without network.

`python tools/wheelhouse.py FOLDER [--python 3.12] [--platform win_amd64] [PROJECT …]`: the core, every
plugin and every extension of the checkout, or the projects named (`plugins/hongze`), with all that they
need to run, and to install a plugin from its folder.  Needs `packaging`, which rongcuo installs.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Sequence
from email import message_from_bytes
from pathlib import Path

from install_editable import FOLDERS, ROOT, members
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

#: What the markers of a dependency say of a system; pip asks them of the machine it runs on instead.
SYSTEMS = {
    "win": {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"},
    "macosx": {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin"},
    "": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"},
}
INSTALL = """\
rongcuo 容错

给 {target} 使用；此文件夹内已有全部所需，安装时不联网。请在此文件夹中依次运行：
For {target}; all that is needed is in this folder, and nothing is fetched. Run in this folder:

    sha256sum --check --quiet SHA256SUMS
    python3 -m venv ../rongcuo
    ../rongcuo/bin/python -m pip install --no-index --find-links . {names}

Windows:

    py -m venv ..\\rongcuo
    ..\\rongcuo\\Scripts\\python -m pip install --no-index --find-links . {names}

只需部分地区时，删去命令中其余的地区即可。
For some of the regions only, leave the others out of the command.
"""


def projects(named: Sequence[str]) -> list[Path]:
    """The folders to build: all, or those named, and the core in any case, lest it come from an index."""
    if not named:
        return members(FOLDERS)
    folders = dict.fromkeys([ROOT / "core", *((ROOT / name).resolve() for name in named)])
    for folder in folders:
        if not (folder / "pyproject.toml").is_file():
            sys.exit(f"error: {folder} is no project: it has no pyproject.toml")
    return list(folders)


def pip(*arguments: str) -> None:
    """Runs pip, and stops where it fails: it has said why."""
    done = subprocess.run([sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"])
    if done.returncode:
        sys.exit(done.returncode)


def build(folders: Sequence[Path], to: Path) -> list[Path]:
    """A wheel of each project, from a copy: hidden files of a checkout would go into the wheel."""
    with tempfile.TemporaryDirectory() as copies:
        sources = [Path(copies) / str(number) / folder.name for number, folder in enumerate(folders)]
        for folder, source in zip(folders, sources, strict=True):
            shutil.copytree(folder, source, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        pip("wheel", "--no-deps", "--wheel-dir", str(to), *map(str, sources))
    return sorted(to.glob("*.whl"))


def build_tools(folders: Sequence[Path]) -> list[str]:
    """What has to be there to install a plugin from its folder."""
    pyprojects = (tomllib.loads((folder / "pyproject.toml").read_text("utf-8")) for folder in folders)
    return sorted({need for project in pyprojects for need in project["build-system"]["requires"]})


def download(wanted: list[str], to: Path, python: str, platforms: Sequence[str]) -> None:
    """What is wanted and all that it needs, for the Python and the platforms given."""
    target = [part for name in platforms for part in ("--platform", name)]
    target += ["--python-version", python, "--only-binary=:all:", "--dest", str(to)]
    while wanted:
        pip("download", *target, *wanted)
        missing = unmet(to, environment(python, platforms))
        wanted = [*wanted, *missing] if missing else []


def environment(python: str, platforms: Sequence[str]) -> dict[str, str]:
    """What the markers of dependencies read on the machine that the wheels are for."""
    here = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    for name in platforms[:1]:
        here |= next(words for start, words in SYSTEMS.items() if name.startswith(start))
    return {name: str(value) for name, value in here.items()}


def unmet(folder: Path, here: dict[str, str]) -> list[str]:
    """What the wheels of the folder need on that machine and the folder doesn't hold."""
    held = {parse_wheel_filename(wheel.name)[0] for wheel in folder.glob("*.whl")}
    missing = set()
    for wheel in folder.glob("*.whl"):
        for need in map(Requirement, requirements(wheel)):
            if canonicalize_name(need.name) not in held and (not need.marker or need.marker.evaluate(here)):
                missing.add(f"{need.name}{need.specifier}")
    return sorted(missing)


def requirements(wheel: Path) -> list[str]:
    """What a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])


def write_notes(folder: Path, built: Sequence[Path], target: str) -> None:
    """INSTALL.txt and, last, the checksum of every other file."""
    names = " ".join(sorted(str(parse_wheel_filename(wheel.name)[0]) for wheel in built))
    (folder / "INSTALL.txt").write_text(INSTALL.format(target=target, names=names), "utf-8")
    sums = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(folder.iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), "utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help="such as plugins/hongze; default: all")
    parser.add_argument("--python", default="{}.{}".format(*sys.version_info), help="default: %(default)s")
    parser.add_argument("--platform", action="append", default=[], help="default: that of this machine")
    arguments = parser.parse_args()
    if arguments.folder.exists() and any(arguments.folder.iterdir()):
        sys.exit(
            f"error: {arguments.folder} isn't empty; give a new folder, so that no old wheel stays in it"
        )
    folders = projects(arguments.projects)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    built = build(folders, arguments.folder)
    download(
        [*map(str, built), *build_tools(folders)], arguments.folder, arguments.python, arguments.platform
    )
    target = ", ".join([f"Python {arguments.python}", *(arguments.platform or [sys.platform])])
    write_notes(arguments.folder, built, target)
    print(f"{len(list(arguments.folder.glob('*.whl')))} wheels for {target} in {arguments.folder}")


if __name__ == "__main__":
    main()
