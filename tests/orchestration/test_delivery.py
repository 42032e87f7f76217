"""What the landing sensor sees of the landing folder."""

import os
from pathlib import Path

from orchestration.delivery import delivered, is_settled, signature


def put(landing: Path, name: str, text: str = "a line\n") -> Path:
    path = landing / "sample_plan" / "technion_acd" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_an_empty_or_missing_folder_has_no_signature(tmp_path: Path) -> None:
    assert signature(tmp_path) is None
    assert signature(tmp_path / "missing") is None


def test_a_new_renamed_grown_or_rewritten_file_changes_the_signature(tmp_path: Path) -> None:
    path = put(tmp_path, "monday.txt")
    seen = [signature(tmp_path)]
    put(tmp_path, "tuesday.txt")
    seen.append(signature(tmp_path))
    path.rename(path.with_name("renamed.txt"))
    seen.append(signature(tmp_path))
    put(tmp_path, "renamed.txt", "a line\nanother\n")
    seen.append(signature(tmp_path))
    os.utime(path.with_name("renamed.txt"), (1, 1))
    seen.append(signature(tmp_path))
    assert len(set(seen)) == len(seen)
    assert signature(tmp_path) == seen[-1]


def test_what_the_loader_never_reads_is_not_seen(tmp_path: Path) -> None:
    put(tmp_path, "monday.txt")
    before = signature(tmp_path)
    put(tmp_path, ".truth")
    put(tmp_path / ".partial", "tuesday.txt")
    assert signature(tmp_path) == before
    assert [path.name for path in delivered(tmp_path)] == ["monday.txt"]


def test_a_file_touched_a_moment_ago_is_still_arriving(tmp_path: Path) -> None:
    touched = put(tmp_path, "monday.txt").stat().st_mtime
    assert not is_settled(tmp_path, touched + 1)
    assert is_settled(tmp_path, touched + 60)
    assert is_settled(tmp_path, touched - 3600), "a clock that runs ahead must not keep the file out for ever"
