"""A broken plugin costs one row, which says what is wrong and how to mend it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from .machine import Machine
from .making import SOUND, Plugin

REAL = "examples/yiwu.toml"
INFO = "rongcuo_sample-1.0.dist-info"


@dataclass(frozen=True)
class Broken:
    """Plugins that break something, the row that it costs, and what the row has to say."""

    plugins: tuple[Plugin, ...]
    says: tuple[str, ...]
    row: str = "sample"
    #: what is done to the installed files: a new text, or None where the file goes
    damage: Mapping[str, str | None] = field(default_factory=dict)

    def install(self, folder: Path) -> tuple[Path, ...]:
        path = tuple(plugin.install(folder) for plugin in self.plugins)
        for name, text in self.damage.items():
            if text is None:
                (path[0] / name).unlink()
            else:
                (path[0] / name).write_text(text, "utf-8")
        return path


def hook(*lines: str, top: str = "") -> Plugin:
    """A plugin whose red lines are answered by a method of its own."""
    return Plugin(body="\n    ".join(("@hookimpl", *lines)), top=top)


SITUATIONS = {
    "a misspelt hook": Broken(
        (hook("def red_linez(self, context): return None"),),
        ("`red_linez`", "did you mean `red_lines`"),
    ),
    "a wrong argument": Broken(
        (hook("def red_lines(self, contxt): return None"),),
        ("`red_lines`", "takes `context` alone", "take contxt away"),
    ),
    "a wrong return value": Broken(
        (hook("def red_lines(self, context): return 'none'"),),
        ("`red_lines`", "should return a Chapter, not str"),
    ),
    "an import error": Broken(
        (Plugin(top="import no_such_module"),),
        ("can't be imported", "no_such_module", "install"),
    ),
    "an exception in a hook": Broken(
        (hook("def red_lines(self, context): raise RuntimeError('out of order')"),),
        ("`red_lines` failed", "RuntimeError: out of order", "author"),
    ),
    "SystemExit in a hook": Broken(
        (hook("def red_lines(self, context): raise SystemExit(0)"),),
        ("`red_lines` failed", "SystemExit", "author"),
    ),
    "SystemExit at import": Broken(
        (Plugin(top="raise SystemExit(0)"),),
        ("can't be imported", "SystemExit", "install"),
    ),
    "endless recursion in a hook": Broken(
        (hook("def red_lines(self, context): return self.red_lines(context)"),),
        ("`red_lines` failed", "RecursionError", "author"),
    ),
    "a plugin's name taken twice": Broken(
        (Plugin(), Plugin(distribution="rongcuo-sample-too")),
        ("rongcuo-sample", "rongcuo-sample-too", "uninstall all but one"),
    ),
    "a range of versions without this core": Broken(
        (Plugin(needs=("rongcuo>=9",)),),
        ("needs rongcuo >=9", "install a matching version"),
    ),
    "a data file missing from the wheel": Broken(
        (Plugin(files={"region.toml": None}),),
        ("region.toml", "there is no such file"),
    ),
    "every policy file missing from the wheel": Broken(
        (Plugin(files={"red_lines.toml": None, "tolerance.toml": None}),),
        ("no clause and no list", "check that its policy files are all there"),
    ),
    "a data file that went missing later": Broken(
        (Plugin(),),
        ("rongcuo_sample/red_lines.toml", "is gone", "install rongcuo-sample anew"),
        damage={"rongcuo_sample/red_lines.toml": None},
    ),
    "metadata that went missing": Broken(
        (Plugin(),),
        ("the metadata is gone", "install it anew"),
        damage={f"{INFO}/METADATA": None},
    ),
    "an entry point that is none": Broken(
        (Plugin(),),
        ("entry_points.txt", "can't be read", "install it anew"),
        damage={f"{INFO}/entry_points.txt": "[rongcuo]\nsample = no reference!\n"},
    ),
    "a list of entry points that is none": Broken(
        (Plugin(),),
        ("entry_points.txt", "can't be read", "install it anew"),
        row="rongcuo-sample",
        damage={f"{INFO}/entry_points.txt": "[rongcuo]\nno list\n"},
    ),
    "a broken data file": Broken(
        (Plugin(files={"red_lines.toml": SOUND["red_lines.toml"] + "[[red_line]\n"}),),
        ("red_lines.toml", "line 12"),
    ),
    "a misspelt key in a data file": Broken(
        (Plugin(files={"red_lines.toml": SOUND["red_lines.toml"].replace("when =", "wenn =")}),),
        ("red_lines.toml", "red_line R1", "`wenn`", "did you mean `when`"),
    ),
}

by_situation = pytest.mark.parametrize("broken", SITUATIONS.values(), ids=SITUATIONS)


def rulings(machine: Machine, status: int, *arguments: str, path: tuple[Path, ...] = ()) -> Mapping[str, Any]:
    """Each region's row of a comparison that ends with this status."""
    done = machine.rongcuo("compare", REAL, "--json", *arguments, path=path)
    assert done.status == status, done.printed
    (answer,) = done.data["answers"]
    return {ruling["region"]: ruling for ruling in answer["rulings"]}


@pytest.fixture(scope="module")
def sound(everything: Machine) -> Mapping[str, Any]:
    """The rows without any further plugin."""
    return rulings(everything, 0)


def test_a_sound_plugin_of_the_same_make_is_one_row_more(
    everything: Machine, sound: Mapping[str, Any], tmp_path: Path
) -> None:
    told = rulings(everything, 0, path=(Plugin().install(tmp_path),))
    assert told.pop("sample")["verdict"] == "open"
    assert told == sound


@by_situation
def test_it_is_a_failed_row_among_the_plugins_that_says_what_to_do(
    everything: Machine, broken: Broken, tmp_path: Path
) -> None:
    done = everything.rongcuo("plugins", "--json", path=broken.install(tmp_path))
    assert done.status == 1, done.printed
    plugins = done.data["plugins"]
    failed = [plugin for plugin in plugins if plugin["status"] == "failed"]
    assert [plugin["name"] for plugin in failed] == [broken.row] * len(broken.plugins)
    for plugin in failed:
        assert_says(" ".join(plugin["why"]), broken)
    assert all(plugin["status"] == "on" for plugin in plugins if plugin not in failed)


@by_situation
def test_it_is_an_error_row_of_the_comparison_and_every_other_row_is_as_before(
    everything: Machine, sound: Mapping[str, Any], broken: Broken, tmp_path: Path
) -> None:
    told = rulings(everything, 1, path=broken.install(tmp_path))
    row = told.pop(broken.row)
    assert row["verdict"] == "error"
    assert_says(row["error"], broken)
    assert told == sound


def assert_says(message: str, broken: Broken) -> None:
    assert [part for part in (broken.row, *broken.says) if part not in message] == [], message


# What doesn't fit the table


def test_what_a_plugin_prints_is_kept_out_of_the_output(
    everything: Machine, sound: Mapping[str, Any], tmp_path: Path
) -> None:
    told = rulings(everything, 0, path=(Plugin(top="print('noise')").install(tmp_path),))
    assert set(told) == {*sound, "sample"}


def test_a_region_that_two_plugins_claim_is_an_error_until_the_deployment_chooses(
    everything: Machine, sound: Mapping[str, Any], tmp_path: Path
) -> None:
    files = {"region.toml": SOUND["region.toml"].replace('id = "sample"', 'id = "hongze"')}
    path = (Plugin(name="other", distribution="rongcuo-other", files=files).install(tmp_path),)
    told = rulings(everything, 1, path=path)
    row = told.pop("hongze")
    assert row["verdict"] == "error"
    for part in ("hongze, other", "choose", "rongcuo.toml"):
        assert part in row["error"]
    assert told == {region: ruling for region, ruling in sound.items() if region != "hongze"}
    config = everything.write("chosen.toml", '[region.hongze]\nplugins = ["hongze"]\n')
    assert rulings(everything, 0, "--config", str(config), path=path) == {"hongze": sound["hongze"]}


def test_a_broken_national_plugin_makes_every_row_an_error_that_names_it(
    everything: Machine, sound: Mapping[str, Any], tmp_path: Path
) -> None:
    other = Plugin(name="national", distribution="rongcuo-other-national").install(tmp_path)
    told = rulings(everything, 1, path=(other,))
    # without the nation's text nothing stands above the place of the case
    assert set(told) == {region for region, ruling in sound.items() if ruling["own_text"]}
    assert {ruling["verdict"] for ruling in told.values()} == {"error"}
    assert all("`national`" in ruling["error"] for ruling in told.values())


def test_a_plugin_that_the_deployment_leaves_out_is_never_imported(
    everything: Machine, tmp_path: Path
) -> None:
    marker = tmp_path / "imported"
    plugin = Plugin(top=f"open({str(marker)!r}, 'w').close()")
    path = (plugin.install(tmp_path),)
    config = everything.write("without.toml", '[region.hongze]\nplugins = ["hongze"]\n')
    for command in (("compare", REAL), ("plugins",), ("regions",), ("--help",)):
        everything.rongcuo(*command, path=path, RONGCUO_CONFIG=str(config))
        assert not marker.exists(), command
    (off,) = [
        told
        for told in everything.rongcuo("plugins", "--json", "--config", str(config), path=path).data[
            "plugins"
        ]
        if told["name"] == "sample"
    ]
    assert off["status"] == "off"
    assert not marker.exists()
    everything.rongcuo("plugins", path=path)
    assert marker.exists()


def test_a_listed_plugin_that_is_broken_keeps_its_region_in_the_comparison(
    everything: Machine, sound: Mapping[str, Any], tmp_path: Path
) -> None:
    text = '[region.hongze]\nplugins = ["hongze"]\n[region.sample]\nplugins = ["sample"]\n'
    config = everything.write("both.toml", text)
    path = (Plugin(top="import no_such_module").install(tmp_path),)
    told = rulings(everything, 1, "--config", str(config), path=path)
    assert told["sample"]["verdict"] == "error"
    assert told["hongze"] == sound["hongze"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_of_them_at_once_installed_by_pip_are_all_named(
    everything: Machine, tmp_path: Path, language: str
) -> None:
    broken = [
        replace(situation.plugins[0], name=f"broken-{number}", distribution=f"rongcuo-broken-{number}")
        for number, situation in enumerate(SITUATIONS.values())
        if len(situation.plugins) == 1 and not situation.damage
    ]
    wheels = [plugin.wheel(tmp_path) for plugin in broken]
    everything.pip("install", "--no-index", "--no-deps", "--target", tmp_path / "all", *wheels)
    for command in (("plugins",), ("regions",), ("compare", REAL)):
        done = everything.rongcuo(*command, "--lang", language, path=(tmp_path / "all",))
        assert done.status == 1, done.printed
        assert all(plugin.name in done.out for plugin in broken)
        assert "hongze" in done.out.lower() or "洪泽" in done.out
