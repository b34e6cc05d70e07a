"""Registries made by hand, each as a crash, a slow file system or a fault may leave it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import tempfile
import unittest
from pathlib import Path
from typing import Any

from mreg import Damaged, MregError, NotFound, Registry
from mreg.__main__ import main
from mreg.reading.changes import CHANGES

from .conftest import CHECKOUT

MODEL = {"type": "rl_agents", "name": "ppo"}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Builder:
    """Writes a registry as the format says, without the reader's code."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.head: str | None = None
        self.revision = 0
        (root / ".mreg" / "log").mkdir(parents=True)
        self.commit({"change": "registry-created", "format": 1})

    def entry(self, revision: int) -> Path:
        return self.root / ".mreg" / "log" / f"{revision:010}.jsonl"

    def commit(self, *changes: dict[str, Any]) -> None:
        self.revision += 1
        entry = {"revision": self.revision, "previous": self.head, "changes": list(changes)}
        line = json.dumps(entry).encode()
        self.write(self.entry(self.revision), self.revision, line)
        self.head = sha256(line)

    def write(self, path: Path, first: int, *lines: bytes) -> None:
        """Writes a file of the log: the digest of the rest, what it is, and its lines."""
        header = {"journal": 1, "of": "log", "first": first, "last": first + len(lines) - 1}
        rest = b"".join(line + b"\n" for line in (json.dumps(header).encode(), *lines))
        path.write_bytes(b'{"sha256":"%s"}\n' % sha256(rest).encode() + rest)

    def register(self, version: str, number: int, model: dict[str, str] = MODEL) -> Path:
        directory = f"{model['type']}/{model['name']}_{version}_20240116103015"
        path = self.root / directory
        (path / "weights").mkdir(parents=True)
        files = {"model.zip": version.encode(), "weights/0.bin": b"\0" * 9}
        for name, data in files.items():
            (path / name).write_bytes(data)
        records = [{"path": name, "size": len(data), "sha256": sha256(data)} for name, data in files.items()]
        metadata = json.dumps({"model_version": version, "files": records}).encode()
        (path / "metadata.json").write_bytes(metadata)
        self.commit(
            {
                **model,
                "change": "version-registered",
                "version": version,
                "number": number,
                "directory": directory,
                "metadata_sha256": sha256(metadata),
                "metrics": {"reward": number / 2},
            }
        )
        return path

    def change(self, kind: str, **fields: Any) -> None:
        self.commit({**MODEL, "change": kind, **fields})

    def stage(self, version: str, to: str) -> None:
        self.change("stage-changed", version=version, to=to)

    def gather(self) -> Path:
        """Puts the entries 1 to 100 into one file."""
        block = self.entry(1).with_name("0000000001-0000000100.jsonl")
        own = [self.entry(revision) for revision in range(1, 101)]
        self.write(block, 1, *(path.read_bytes().split(b"\n")[2] for path in own))
        for path in own:
            path.unlink()
        return block

    def publish(self, models: dict[str, Any]) -> None:
        summaries = {}
        for key, model in models.items():
            file = self.root / ".mreg" / "models" / f"{key}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"model": key, "revision": self.revision, **model}))
            summaries[key] = {"revision": self.revision}
        manifest = {"format": 1, "revision": self.revision, "head": self.head, "models": summaries}
        (self.root / "manifest.json").write_text(json.dumps(manifest))


class ReaderTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = Path(temporary.name).resolve() / "model_registry"
        self.builder = Builder(self.root)
        self.registry = Registry(self.root)

    def version_of(self, reference: str) -> str:
        return self.registry.resolve(reference).version

    def assert_damaged(self, reference: str, problem: str) -> None:
        with self.assertRaisesRegex(Damaged, problem):
            self.registry.resolve(reference)


class StateTest(ReaderTest):
    """Where the state comes from: the manifest, the log, or both."""

    def setUp(self) -> None:
        super().setUp()
        self.first = self.builder.register("v1.0.0", 1)
        facts = {
            "number": 1,
            "directory": self.first.relative_to(self.root).as_posix(),
            "metadata_sha256": sha256((self.first / "metadata.json").read_bytes()),
        }
        # The alias `manifest` is in no log entry, so it tells which of the two was read.
        model = {"stages": {}, "aliases": {"manifest": "v1.0.0"}, "versions": {"v1.0.0": facts}}
        self.builder.publish({"rl_agents/ppo": model})

    def test_current_manifest(self) -> None:
        self.assertEqual(self.version_of("ppo@manifest"), "v1.0.0")
        self.builder.entry(1).unlink()
        self.assertEqual(self.registry.resolve("ppo@1").directory, self.first)

    def test_manifest_behind_the_log(self) -> None:
        self.builder.register("v1.1.0", 2)
        self.builder.stage("v1.1.0", "Production")
        self.assertEqual(self.version_of("ppo@production"), "v1.1.0")
        self.assertEqual(self.version_of("ppo@manifest"), "v1.0.0")

    def test_manifest_missing(self) -> None:
        (self.root / "manifest.json").unlink()
        self.assertEqual(self.version_of("ppo@latest"), "v1.0.0")
        with self.assertRaises(NotFound):
            self.version_of("ppo@manifest")

    def test_manifest_torn(self) -> None:
        manifest = self.root / "manifest.json"
        for torn in (manifest.read_bytes()[:-20], b"", b"\0" * 64, b'{"format": 1, "revision": 2}'):
            manifest.write_bytes(torn)
            self.assertEqual(self.version_of("ppo@latest"), "v1.0.0")

    def test_gathered_log(self) -> None:
        for revision in range(self.builder.revision, 103):
            self.builder.change("tags-changed", version="v1.0.0", to={"at": str(revision)})
        block = self.builder.gather()
        # The manifest is at an entry that lies in the block by now.
        self.assertEqual(self.registry.resolve("ppo@1").tags, {"at": "102"})
        (self.root / "manifest.json").unlink()
        self.assertEqual(self.registry.resolve("ppo@1").tags, {"at": "102"})
        # What lies beside the block under the name of one of its entries does not count.
        self.builder.entry(2).write_bytes(b"{}")
        self.assertEqual(self.version_of("ppo@latest"), "v1.0.0")
        self.builder.entry(2).unlink()
        block.write_bytes(block.read_bytes()[:-40])
        self.assert_damaged("ppo@1", "is not what was written")
        block.unlink()
        with self.assertRaisesRegex(Damaged, "entry 1 is missing"):
            self.registry.path("ppo@1", "./model")

    def test_log_that_breaks_off(self) -> None:
        self.builder.stage("v1.0.0", "Production")
        (self.root / "manifest.json").unlink()
        self.builder.entry(2).unlink()
        self.assert_damaged("ppo@latest", "entry 2 is missing")

    def test_chain_broken_after_the_manifest(self) -> None:
        self.builder.head = sha256(b"another entry")
        self.builder.stage("v1.0.0", "Staging")
        self.assert_damaged("ppo@1", r"0000000003\.jsonl: entry 3 does not follow")

    def test_chain_broken_within_the_log(self) -> None:
        (self.root / "manifest.json").unlink()
        self.builder.write(self.builder.entry(1), 1, b'{"revision": 1, "previous": null, "changes": []}')
        self.assert_damaged("ppo@1", r"0000000002\.jsonl: entry 2 does not follow")

    def test_entry_torn(self) -> None:
        self.builder.entry(3).write_bytes(b'{"sha256":"')
        self.assert_damaged("ppo@1", r"0000000003\.jsonl is not what was written")

    def test_entry_under_another_name(self) -> None:
        self.builder.entry(2).rename(self.builder.entry(3))
        self.assert_damaged("ppo@1", r"0000000003\.jsonl is not a file of this log")

    def test_change_not_whole(self) -> None:
        self.builder.change("stage-changed", version="v1.0.0")
        self.assert_damaged("ppo@1", r"0000000003\.jsonl has None for to")

    def test_change_of_an_unknown_kind(self) -> None:
        self.builder.commit({**MODEL, "change": "version-blessed", "version": "v1.0.0"})
        with self.assertRaises(MregError) as caught:
            self.registry.resolve("ppo@1")
        self.assertEqual(caught.exception.status, 3)

    def test_what_leads_out_of_the_registry(self) -> None:
        for change in (
            {"change": "version-restored", "version": "v1.0.0", "to": "None", "directory": "../../victim"},
            {"change": "version-restored", "version": "v1.0.0", "to": None, "directory": "rl_agents/x"},
            {"change": "alias-moved", "alias": "..", "to": "v1.0.0"},
            {"change": "stage-changed", "version": "v1.0.0", "to": 5},
        ):
            with self.subTest(change=change):
                self.setUp()
                self.builder.commit({**MODEL, **change})
                with self.assertRaises(Damaged):
                    self.registry.resolve("ppo@1")

    def test_manifest_with_models_that_are_none(self) -> None:
        for models in ({"rl_agents/ppo": None}, {"ppo": {"revision": 1}}, {"../../victim": {"revision": 1}}):
            with self.subTest(models=models):
                manifest = {"format": 1, "revision": 1, "head": None, "models": models}
                (self.root / "manifest.json").write_text(json.dumps(manifest))
                with self.assertRaises(Damaged):
                    self.registry.resolve("ppo@1")

    def test_model_that_is_none(self) -> None:
        path = self.root / ".mreg" / "models" / "rl_agents" / "ppo.json"
        whole = json.loads(path.read_text())
        facts = {"number": 1, "directory": "../victim", "metadata_sha256": "0" * 64}
        part: dict[str, Any]
        for part in ({"aliases": None}, {"stages": {"..": []}}, {"versions": {"v1.0.0": facts}}):
            with self.subTest(part=part):
                path.write_text(json.dumps({**whole, **part}))
                with self.assertRaises(Damaged):
                    self.registry.resolve("ppo@1")

    @unittest.skipUnless(hasattr(os, "mkfifo"), "there are no FIFOs")
    def test_nothing_is_waited_for(self) -> None:
        (self.root / "manifest.json").unlink()
        os.mkfifo(self.root / "manifest.json")
        with self.assertRaises(Damaged):
            self.registry.resolve("ppo@1")

    def test_every_kind_of_change_is_known(self) -> None:
        schema = (CHECKOUT / "schemas" / "log-entry.schema.json").read_text()
        self.assertEqual(set(re.findall(r'"const": "([a-z-]+)"', schema)), set(CHANGES))

    def test_experiments_are_passed_over(self) -> None:
        self.builder.commit({"change": "experiment-created", "id": "1", "name": "tuning"})
        self.builder.commit({"change": "experiment-renamed", "id": "1", "from": "tuning", "to": "tuned"})
        self.assertEqual(self.registry.resolve("ppo@1").version, "v1.0.0")

    def test_newer_format(self) -> None:
        (self.root / "manifest.json").write_text('{"format": 2}')
        with self.assertRaisesRegex(MregError, "manifest.json: format 2; this reader knows format 1"):
            self.registry.resolve("ppo@1")

    def test_newer_format_in_the_log(self) -> None:
        self.builder.commit({"change": "registry-created", "format": 2})
        with self.assertRaisesRegex(MregError, r"0000000003\.jsonl: format 2"):
            self.registry.resolve("ppo@1")

    def test_no_registry(self) -> None:
        with self.assertRaisesRegex(NotFound, "no registry"):
            Registry(self.root / "elsewhere").resolve("ppo@1")


class ReferenceTest(ReaderTest):
    """What each way of writing a reference means after a fold of the whole log."""

    def setUp(self) -> None:
        super().setUp()
        versions = ["v1.2.0", "v1.10.0", "v2.0.0-rc.2", "v2.0.0-rc.10", "v2.0.0-rc.x", "v0.9.0"]
        for number, version in enumerate(versions, start=1):
            self.builder.register(version, number)
        self.builder.stage("v1.2.0", "Production")
        self.builder.stage("v1.10.0", "Staging")
        self.builder.change("alias-moved", alias="champion", to="v1.2.0")
        self.builder.change("alias-moved", alias="champion", to="v2.0.0-rc.10")
        self.builder.change("alias-moved", alias="gone", to="v1.2.0")
        self.builder.change("alias-removed", alias="gone")

    def test_every_spelling(self) -> None:
        spellings = {
            "v1.2.0": ["@v1.2.0", "@1.2.0", ":1.2.0", "@1", "@production", "@PROD", ":Production"],
            "v1.10.0": ["@latest", "@Latest", "@staging"],
            "v2.0.0-rc.10": ["@champion", ":champion", "@2.0.0-rc.10"],
            "v0.9.0": ["@none"],
        }
        for version, selectors in spellings.items():
            for selector in selectors:
                for name in ("ppo", "rl_agents/ppo", "models:/ppo"):
                    with self.subTest(name + selector):
                        self.assertEqual(self.version_of(name + selector), version)
        self.assertEqual(self.version_of("models:/ppo/Production"), "v1.2.0")
        directory = "ppo_v1.2.0_20240116103015"
        for path in (directory, f"rl_agents/{directory}/", f"./model_registry/rl_agents/{directory}"):
            self.assertEqual(self.version_of(path), "v1.2.0")

    def test_latest_by_precedence(self) -> None:
        for version in ("v1.2.0", "v1.10.0", "v0.9.0"):
            self.builder.change("version-deleted", version=version)
        self.assertEqual(self.version_of("ppo@latest"), "v2.0.0-rc.x")
        self.builder.change("version-deleted", version="v2.0.0-rc.x")
        self.assertEqual(self.version_of("ppo@latest"), "v2.0.0-rc.10")

    def test_not_found(self) -> None:
        references = "dqn dqn@1 cv/ppo@1 ppo@9 ppo@9.9.9 ppo@gone ppo@Champion ppo@archived models:/a/b/c"
        for reference in references.split():
            with self.subTest(reference), self.assertRaises(NotFound):
                self.registry.resolve(reference)

    def test_no_reference(self) -> None:
        for reference in ("", "ppo", "ppo@^", "@1", "models:/a/b/c/d", "ppo@a/b", "../etc@1", "ppo@v1."):
            with self.subTest(reference), self.assertRaises(MregError) as raised:
                self.registry.resolve(reference)
            self.assertEqual(raised.exception.status, 2 if reference == "ppo" else 3)

    def test_model_in_two_types(self) -> None:
        self.builder.register("v3.0.0", 1, {"type": "cv", "name": "ppo"})
        with self.assertRaisesRegex(MregError, "several types"):
            self.registry.resolve("ppo@latest")
        self.assertEqual(self.version_of("cv/ppo@latest"), "v3.0.0")

    def test_pointer_is_the_last_to_arrive(self) -> None:
        self.builder.stage("v1.10.0", "Production")
        self.assertEqual(self.version_of("ppo@production"), "v1.10.0")
        self.builder.change("stage-rolled-back", version="v1.2.0", to="Production")
        self.assertEqual(self.version_of("ppo@production"), "v1.2.0")
        self.builder.stage("v1.2.0", "Archived")
        self.assertEqual(self.version_of("ppo@production"), "v1.10.0")
        self.assertEqual(self.version_of("ppo@archived"), "v1.2.0")

    def test_trash(self) -> None:
        self.builder.change("version-deleted", version="v1.2.0")
        with self.assertRaisesRegex(NotFound, "in the trash"):
            self.registry.resolve("ppo@1")
        with self.assertRaises(NotFound):
            self.registry.resolve("ppo@production")
        moved = "rl_agents/ppo_v1.2.0_20240116103015-r7"
        (self.root / moved.removesuffix("-r7")).rename(self.root / moved)
        self.builder.change("version-restored", version="v1.2.0", to="Production", directory=moved)
        self.assertEqual(self.registry.resolve("ppo@production").directory, self.root / moved)
        self.builder.change("version-deleted", version="v1.2.0")
        self.builder.change("version-purged", version="v1.2.0")
        with self.assertRaisesRegex(NotFound, "has no '1'"):
            self.registry.resolve("ppo@1")

    def test_version(self) -> None:
        self.builder.change("alias-moved", alias="best", to="v1.2.0")
        self.builder.change("alias-moved", alias="approved", to="v1.2.0")
        self.builder.change("tags-changed", version="v1.2.0", to={"owner": "desk"})
        version = self.registry.resolve("ppo@1")
        self.assertEqual(version.ref, "rl_agents/ppo@v1.2.0")
        self.assertEqual((version.number, version.stage), (1, "Production"))
        self.assertEqual(version.aliases, ("approved", "best"))
        self.assertEqual(version.tags, {"owner": "desk"})
        self.assertEqual(version.metrics, {"reward": 0.5})
        self.assertEqual(version.metadata()["model_version"], "v1.2.0")

    def test_versions(self) -> None:
        self.builder.change("version-deleted", version="v2.0.0-rc.x")
        self.assertEqual([version.number for version in self.registry.versions("ppo")], [6, 4, 3, 2, 1])
        with self.assertRaises(NotFound):
            self.registry.versions("dqn")
        with self.assertRaisesRegex(MregError, "names a version"):
            self.registry.versions("ppo@1")


class PathTest(ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.directory = self.builder.register("v1.0.0", 1)
        self.local = self.root.parent / "models" / "local"
        self.local.mkdir(parents=True)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.root.parent)

    def test_fallback(self) -> None:
        self.assertEqual(self.registry.path("ppo@1"), self.directory)
        usual = ("staging", "./models/local")
        self.assertEqual(self.registry.path("ppo@production", usual), self.local)
        self.builder.stage("v1.0.0", "Staging")
        self.assertEqual(self.registry.path("models:/ppo/Production", usual), self.directory)
        self.assertEqual(self.registry.path("ppo@champion", ["production", "latest"]), self.directory)
        with self.assertRaisesRegex(NotFound, "nor is there any fallback of production, ./nowhere"):
            self.registry.path("ppo@champion", ["production", "./nowhere"])
        with self.assertRaises(NotFound):
            self.registry.path("ppo@champion", [])

    def test_nothing_falls_back_from_damage(self) -> None:
        self.directory.rename(self.root / "lost")
        with self.assertRaisesRegex(Damaged, "is missing"):
            self.registry.path("ppo@1")

    def test_one_text_is_one_fallback(self) -> None:
        self.assertEqual(self.registry.path("ppo@prod", "./models/local"), self.local)
        with self.assertRaisesRegex(NotFound, "nor is there any fallback of ./nowhere$"):
            self.registry.path("ppo@prod", "./nowhere")

    def test_place(self) -> None:
        self.assertEqual(Registry("~/models").root, Path.home() / "models")
        with self.assertRaisesRegex(MregError, "s3://bucket/models. is no place"):
            Registry("s3://bucket/models")

    def run_main(self, *arguments: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(["--root", str(self.root), *arguments])
        return status, out.getvalue(), err.getvalue()

    def test_main(self) -> None:
        self.assertEqual(self.run_main("ppo@1"), (0, f"{self.directory}\n", ""))
        fallback = self.run_main("ppo@prod", "--fallback", "staging, ./models/local")
        self.assertEqual(fallback, (0, f"{self.local}\n", ""))
        for reference, status in {"ppo@prod": 4, "ppo@a/b": 3}.items():
            found, out, err = self.run_main(reference)
            self.assertEqual((found, out), (status, ""))
            self.assertRegex(err, "^error: ")
        self.builder.entry(1).write_bytes(b"")
        self.assertEqual(self.run_main("ppo@1")[0], 7)


class VerifyTest(ReaderTest):
    def setUp(self) -> None:
        super().setUp()
        self.directory = self.builder.register("v1.0.0", 1)

    def assert_problem(self, problem: str) -> None:
        with self.assertRaisesRegex(Damaged, problem):
            self.registry.resolve("ppo@1").verify()

    def test_intact(self) -> None:
        self.registry.resolve("ppo@1").verify()

    def test_same_size_other_bytes(self) -> None:
        (self.directory / "weights" / "0.bin").write_bytes(b"\1" * 9)
        self.assert_problem("weights/0.bin is not the one that was registered")

    def test_caches_pass_unless_strict(self) -> None:
        (self.directory / "__pycache__").mkdir()
        (self.directory / "__pycache__" / "policy.cpython-311.pyc").write_bytes(b"")
        version = self.registry.resolve("ppo@1")
        version.verify()
        with self.assertRaisesRegex(Damaged, "policy.cpython-311.pyc was not registered"):
            version.verify(strict=True)
        (self.directory / "__pycache__" / "other.py").write_bytes(b"")
        self.assert_problem("in .* __pycache__/other.py was not registered$")

    def test_missing_added_and_linked(self) -> None:
        (self.directory / "model.zip").rename(self.directory / "added")
        (self.directory / "weights" / "0.bin").unlink()
        (self.directory / "weights" / "0.bin").symlink_to("/dev/zero")
        self.assert_problem("added was not registered, model.zip is missing, weights/0.bin is not the one")

    def test_linked_directory(self) -> None:
        (self.directory / "weights").rename(self.root / "weights")
        (self.directory / "weights").symlink_to(self.root / "weights")
        self.assert_problem("weights was not registered, weights/0.bin is missing")

    def test_metadata(self) -> None:
        metadata = self.directory / "metadata.json"
        metadata.write_bytes(metadata.read_bytes().replace(b"v1.0.0", b"v1.0.1"))
        self.assert_problem("metadata.json is not the one that was registered")
        metadata.unlink()
        self.assert_problem("metadata.json is missing")
