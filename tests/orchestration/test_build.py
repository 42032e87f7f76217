"""A build answers the files that came or went since the last finished one, and only a finished build forgets them."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from orchestration.build import BuildError, begin_build, build, finish_build
from orchestration.warehouse import Warehouse

Deliver = Callable[[str], int]
BROKEN = "select cast('member ' || 4711 as integer) as broken"


def rows(warehouse: Warehouse, statement: str) -> list[Any]:
    with warehouse.connect() as connection:
        return [row[0] if len(row) == 1 else row for row in connection.execute(statement.encode()).fetchall()]


def seen(warehouse: Warehouse) -> dict[int, str]:
    """What the models of the last build were given, file by file."""
    return dict(rows(warehouse, "select file_id, change from careline.seen"))


def test_the_first_build_is_given_every_accepted_file(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    files = [deliver("monday"), deliver("tuesday")]
    result = build(warehouse, progress=said.append)
    assert (result.has_run, result.added, result.withdrawn) == (True, 2, 0)
    assert seen(warehouse) == dict.fromkeys(files, "added")
    assert rows(warehouse, "select file_id from landing.built_file order by 1") == files


def test_a_build_without_news_is_skipped(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    deliver("monday")
    build(warehouse, progress=said.append)
    assert not build(warehouse, progress=said.append).has_run
    assert said[-1] == "nothing new since the last build"
    assert build(warehouse, force=True, progress=said.append).has_run


def test_a_later_build_is_given_what_came_and_what_went(
    warehouse: Warehouse, deliver: Deliver, said: list[str]
) -> None:
    stays, goes = deliver("monday"), deliver("tuesday")
    build(warehouse, progress=said.append)
    comes = deliver("wednesday")
    rows(warehouse, f"update landing.file set status = 'held', reason = 'recalled' where file_id = {goes} returning 1")
    result = build(warehouse, progress=said.append)
    assert (result.added, result.withdrawn) == (1, 1)
    assert seen(warehouse) == {stays: "unchanged", goes: "withdrawn", comes: "added"}
    assert rows(warehouse, "select file_id from landing.built_file order by 1") == [stays, comes]


def test_what_no_file_reaches_stands_as_it_was(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    first = deliver("monday")
    build(warehouse, progress=said.append)
    deliver("tuesday")
    build(warehouse, progress=said.append)
    assert len(seen(warehouse)) == 2
    assert rows(warehouse, "select file_id from careline.out_of_reach") == [first]
    build(warehouse, force=True, progress=said.append)
    assert len(rows(warehouse, "select file_id from careline.out_of_reach")) == 2


def test_a_full_refresh_is_given_every_accepted_file_as_new(
    warehouse: Warehouse, deliver: Deliver, said: list[str]
) -> None:
    stays, goes = deliver("monday"), deliver("tuesday")
    build(warehouse, progress=said.append)
    rows(warehouse, f"update landing.file set status = 'held', reason = 'recalled' where file_id = {goes} returning 1")
    build(warehouse, full_refresh=True, progress=said.append)
    assert seen(warehouse) == {stays: "added"}


def test_a_failed_build_leaves_its_files_and_keys_to_the_next(
    warehouse: Warehouse, deliver: Deliver, project: Path, said: list[str]
) -> None:
    first = deliver("monday")
    build(warehouse, progress=said.append)
    (project / "models" / "broken.sql").write_text("select 1 as broken -- {{ ref('answered') }}")
    build(warehouse, progress=said.append)
    second = deliver("tuesday")
    (project / "models" / "broken.sql").write_text(f"{BROKEN} -- {{{{ ref('answered') }}}}")
    with pytest.raises(BuildError):
        build(warehouse, progress=said.append)
    assert rows(warehouse, "select file_id from landing.built_file") == [first]
    assert second in rows(warehouse, "select contact_key from intermediate.touched_contact")
    (project / "models" / "broken.sql").write_text("select 1 as broken -- {{ ref('answered') }}")
    build(warehouse, progress=said.append)
    assert rows(warehouse, "select file_id from landing.built_file order by 1") == [first, second]
    assert second in rows(warehouse, "select contact_key from careline.answered")
    assert rows(warehouse, "select contact_key from intermediate.touched_contact") == []


def test_a_file_that_broke_a_build_and_was_withdrawn_is_taken_back(
    warehouse: Warehouse, deliver: Deliver, project: Path, said: list[str]
) -> None:
    stays = deliver("monday")
    build(warehouse, progress=said.append)
    goes = deliver("tuesday")
    (project / "models" / "broken.sql").write_text(BROKEN)
    for _ in range(2):
        with pytest.raises(BuildError):
            build(warehouse, progress=said.append, select=("seen", "broken"))
    rows(warehouse, f"update landing.file set status = 'held', reason = 'recalled' where file_id = {goes} returning 1")
    build(warehouse, progress=said.append, select=("seen",))
    assert seen(warehouse) == {stays: "unchanged", goes: "withdrawn"}
    (project / "models" / "broken.sql").unlink()
    build(warehouse, progress=said.append)
    build(warehouse, progress=said.append, force=True)
    assert seen(warehouse) == {stays: "unchanged"}


def test_a_failed_build_is_one_sentence_that_names_the_node_and_no_value(
    warehouse: Warehouse, deliver: Deliver, project: Path, said: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deliver("monday")
    (project / "models" / "broken.sql").write_text(BROKEN)
    with pytest.raises(BuildError, match=r"^dbt failed in broken; ") as failed:
        build(warehouse, progress=said.append)
    files = [path for path in warehouse.settings.dbt_target.rglob("*.*") if path.is_file() and path.suffix != ".sql"]
    written = [path.read_bytes() for path in files]
    told = "".join([str(failed.value), *said, *capfd.readouterr()])
    assert "member 4711" not in told
    assert not [content for content in written if b"member 4711" in content]


def test_other_sql_is_built_afresh_and_other_words_are_not(
    warehouse: Warehouse, deliver: Deliver, project: Path, said: list[str]
) -> None:
    file = deliver("monday")
    build(warehouse, progress=said.append)
    (project / "models" / "_models.yml").write_text("models: [{name: seen, description: What a build was given.}]")
    assert build(warehouse, progress=said.append).has_run
    assert seen(warehouse) == {file: "unchanged"}
    with (project / "models" / "answered.sql").open("a") as model:
        model.write("\nwhere contact_key is not null")
    assert build(warehouse, progress=said.append).has_run
    assert seen(warehouse) == {file: "added"}


def test_a_full_refresh_that_broke_off_is_taken_up_again_even_by_the_former_sql(
    warehouse: Warehouse, deliver: Deliver, project: Path, said: list[str]
) -> None:
    file = deliver("monday")
    build(warehouse, progress=said.append)
    (project / "models" / "broken.sql").write_text(BROKEN)
    with pytest.raises(BuildError):
        build(warehouse, progress=said.append)
    (project / "models" / "broken.sql").unlink()
    assert build(warehouse, progress=said.append).has_run
    assert seen(warehouse) == {file: "added"}


def test_what_a_server_that_broke_down_took_along_is_made_again(
    warehouse: Warehouse, deliver: Deliver, said: list[str]
) -> None:
    file = deliver("monday")
    build(warehouse, progress=said.append)
    with warehouse.connect() as connection:
        connection.execute("truncate landing.staging_stands")
    with pytest.raises(BuildError, match="took staging along"):
        build(warehouse, select=("seen",), progress=said.append)
    with begin_build(warehouse, progress=said.append) as begun:
        assert (begun.is_needed, begun.full_refresh, begun.added) == (True, True, 0)
    assert build(warehouse, progress=said.append).has_run
    assert seen(warehouse) == {file: "added"}
    assert not build(warehouse, progress=said.append).has_run


def test_a_build_of_a_part_answers_no_file(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    deliver("monday")
    assert build(warehouse, select=("seen",), progress=said.append).has_run
    assert rows(warehouse, "select file_id from landing.built_file") == []
    assert build(warehouse, progress=said.append).added == 1


def test_a_build_for_another_moment_is_not_skipped(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    deliver("monday")
    build(warehouse, progress=said.append)
    assert build(warehouse, as_of="2026-02-01T00:00:00Z", progress=said.append).has_run
    assert not build(warehouse, as_of="2026-02-01T00:00:00Z", progress=said.append).has_run
    assert build(warehouse, progress=said.append).has_run


def test_a_file_that_comes_during_a_build_is_left_to_the_next(
    warehouse: Warehouse, deliver: Deliver, said: list[str]
) -> None:
    first = deliver("monday")
    with begin_build(warehouse, progress=said.append) as begun:
        deliver("tuesday")
        finish_build(begun)
    assert rows(warehouse, "select file_id from landing.built_file") == [first]
    with begin_build(warehouse, progress=said.append) as begun:
        assert (begun.is_needed, begun.added) == (True, 1)


def test_two_builds_take_turns(warehouse: Warehouse, deliver: Deliver, said: list[str]) -> None:
    deliver("monday")
    order: list[str] = []
    waits = Event()

    def second() -> None:
        def hear(text: str) -> None:
            order.append(text)
            waits.set()

        with begin_build(warehouse, progress=hear):
            order.append("second begins")

    with begin_build(warehouse, progress=said.append):
        thread = Thread(target=second)
        thread.start()
        assert waits.wait(30)
        order.append("first ends")
    thread.join(30)
    assert order == ["waiting for another build to finish", "first ends", "second begins"]
