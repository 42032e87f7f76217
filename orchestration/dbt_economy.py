"""What dbt spends of a run beside its statements, and how to spare it: it is most of a build of little data.

Each economy leaves out work whose outcome nobody sees, or that was done before with the same outcome; the statements
that reach PostgreSQL stay dbt's own. It leans on the inside of dbt, which the lock holds to one version.
"""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from dbt.adapters.postgres.column import PostgresColumn
from dbt.adapters.postgres.connections import PostgresConnectionManager
from dbt.adapters.postgres.impl import PostgresAdapter
from dbt.cli import requires
from dbt.compilation import Linker
from dbt.context.macro_resolver import TestMacroNamespace
from dbt.context.manifest import ManifestContext
from dbt.graph.queue import GraphQueue
from dbt.task.base import BaseRunner
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import BaseMacroGenerator, MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.exceptions.macros import MacroReturn
from dbt_common.utils.jinja import get_dbt_macro_name

KEPT_MANIFESTS = 2
"""So many parsed projects stay in memory."""

QUIET = frozenset({EventLevel.DEBUG, EventLevel.TEST, EventLevel.INFO})
"""Levels of events that mean nothing to who does not hear them; of the others dbt itself may make an error."""

KEPT_TEMPLATES = 4000

COLUMNS = """
    select
        attribute.attname,
        case
            when kind.typelem <> 0 and kind.typlen = -1 then 'ARRAY'
            when kind.typnamespace = 'pg_catalog'::regnamespace then format_type(attribute.atttypid, null)
            else 'USER-DEFINED'
        end,
        information_schema._pg_char_max_length(attribute.atttypid, attribute.atttypmod),
        information_schema._pg_numeric_precision(attribute.atttypid, attribute.atttypmod),
        information_schema._pg_numeric_scale(attribute.atttypid, attribute.atttypmod)
    from pg_attribute as attribute
    inner join pg_type as kind on attribute.atttypid = kind.oid
    where attribute.attrelid = to_regclass('{name}') and attribute.attnum > 0 and not attribute.attisdropped
    order by attribute.attnum
"""
"""What information_schema.columns says of a table's columns (of no domains), without all that it joins to say it."""

ASKED_WHILE_RUNNING = frozenset({"as_of"})
"""Variables that decide nothing of the project's shape: only statements ask them, which are rendered in each run."""

ManifestKey = tuple[object, ...]


def put(owner: Any, **replacements: Any) -> None:
    """Put what is ours into the place of what is dbt's."""
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)


class KeptConnections(PostgresConnectionManager):
    """One connection a thread until the run ends, where dbt opens one for each of some two hundred nodes."""

    def release(self) -> None:
        """Leave the connection to the thread's next node, as clean as a new one."""
        connection = self.get_if_exists()
        if connection is None or connection.state != "open":
            super().release()
            return
        try:
            connection.handle.rollback()
            connection.transaction_open = False
            connection.handle.cursor().execute("discard temp")
            connection.handle.commit()
        except Exception:
            super().release()


def spare_statements() -> None:
    """Say without a macro what is asked of every table: for each call of a macro dbt gathers all there are."""
    drop_by_macro = PostgresAdapter.drop_relation

    def rename_relation(adapter: PostgresAdapter, from_relation: Any, to_relation: Any) -> None:
        adapter.cache_renamed(from_relation, to_relation)
        name = adapter.quote_as_configured(to_relation.identifier, "identifier")
        adapter.execute(f"alter table {from_relation.render()} rename to {name}", auto_begin=True)

    def drop_relation(adapter: PostgresAdapter, relation: Any) -> None:
        if not (relation.is_table or relation.is_view):
            drop_by_macro(adapter, relation)
            return
        adapter.cache_dropped(relation)
        adapter.execute(f"drop {relation.type} if exists {relation.render()} cascade")

    def get_columns_in_relation(adapter: PostgresAdapter, relation: Any) -> list[PostgresColumn]:
        name = relation.include(database=False).render().replace("'", "''")
        _, cursor = adapter.connections.add_query(COLUMNS.format(name=name))
        return [adapter.Column(*row) for row in cursor.fetchall()]

    put(
        PostgresAdapter,
        ConnectionManager=KeptConnections,
        rename_relation=rename_relation,
        drop_relation=drop_relation,
        get_columns_in_relation=get_columns_in_relation,
    )


class Ear:
    """Which of dbt's events somebody listens to: by name, or all of them (None)."""

    heard: Collection[str] | None = None

    def misses(self, event: BaseEvent, level: EventLevel | None = None) -> bool:
        """Whether the event would be told to nobody and decides nothing."""
        return (
            self.heard is not None and type(event).__name__ not in self.heard and (level or event.level_tag()) in QUIET
        )


EAR = Ear()


def spare_events() -> None:
    """Write an event out only where somebody hears it; dbt writes some eleven thousand out in a build."""
    write, fire = BaseEvent.__init__, EventManager.fire_event

    def note(event: BaseEvent, *args: Any, **kwargs: Any) -> None:
        object.__setattr__(event, "_unwritten", (args, kwargs))

    def read(event: BaseEvent, name: str) -> Any:
        if name != "pb_msg":
            return getattr(event.pb_msg, name)
        args, kwargs = object.__getattribute__(event, "_unwritten")
        write(event, *args, **kwargs)
        return object.__getattribute__(event, "pb_msg")

    def change(event: BaseEvent, name: str, value: Any) -> None:
        if name == "pb_msg":
            object.__setattr__(event, name, value)
        else:
            setattr(event.pb_msg, name, value)

    def fire_heard(
        manager: EventManager,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if manager.loggers or force_warn_or_error_handling or not EAR.misses(e, level):
            fire(manager, e, level, node, force_warn_or_error_handling)

    put(BaseEvent, __init__=note, __getattr__=read, __setattr__=change)
    put(EventManager, fire_event=fire_heard)


def spare_templates() -> None:
    """Compile a text of Jinja once; hooks are one text for all models, and each model is the same in the next build."""
    compile_anew = MacroFuzzEnvironment.compile
    codes: dict[tuple[type, str], CodeType] = {}

    def compile_once(environment: MacroFuzzEnvironment, source: Any, *args: Any, **kwargs: Any) -> Any:
        if args or kwargs or not isinstance(source, str):
            return compile_anew(environment, source, *args, **kwargs)
        key = type(environment), source
        if key not in codes:
            if len(codes) >= KEPT_TEMPLATES:
                codes.clear()
            codes[key] = compile_anew(environment, source)
        return codes[key]

    put(MacroFuzzEnvironment, compile=compile_once)


class OpenContexts(threading.local):
    """The contexts that a thread gathered for the node it is at; None between nodes."""

    gathered: list[dict[str, Any]] | None = None


def spare_contexts() -> None:
    """Gather a node's macros quickly, and let them go with the node.

    By whole packages, in dbt's order, where dbt looks each of its 700 names up in all of them. What was gathered
    refers to itself, a million objects a build, so that only Python's collector would find it: after the run, in a
    fifth of its time.
    """
    gather, run = ManifestContext.to_dict, BaseRunner.run_with_hooks
    contexts = OpenContexts()

    def gather_quickly(context: ManifestContext) -> Any:
        namespace = context.namespace
        if isinstance(namespace, TestMacroNamespace):
            return gather(context)
        names: dict[str, Any] = super(ManifestContext, context).to_dict()
        for package in reversed(list(namespace._search_order())):
            names.update(package)
        if contexts.gathered is not None:
            contexts.gathered.append(names)
        return names

    def run_and_let_go(runner: BaseRunner, manifest: Any) -> Any:
        contexts.gathered = []
        try:
            return run(runner, manifest)
        finally:
            for names in contexts.gathered:
                names.clear()
            contexts.gathered = None

    put(ManifestContext, to_dict=gather_quickly)
    put(BaseRunner, run_with_hooks=run_and_let_go)


def spare_summaries() -> None:
    """Leave out dbt's own diagnosis of the graph, for which it writes out every node twice."""
    put(Linker, get_graph_summary=lambda *_: {})


def spare_macros() -> None:
    """Let a macro's surroundings go with its call: they refer to themselves, at thirty thousand calls a build."""

    def call_macro(generator: BaseMacroGenerator, *args: Any, **kwargs: Any) -> Any:
        template = generator.get_template()
        context = template.new_context(generator.context)
        for _ in template.root_render_func(context):
            pass
        macro = context.vars[get_dbt_macro_name(generator.get_name())]
        try:
            with generator.exception_handler():
                try:
                    return macro(*args, **kwargs)
                except MacroReturn as told:
                    return told.value
        finally:
            context.vars.clear()

    put(BaseMacroGenerator, call_macro=call_macro)


def spare_types() -> None:
    """Prepare once what recognises the columns of an answer: each preparation compiles the names of months and days."""
    prepare = lru_cache(maxsize=512)(agate_helper.build_type_tester)

    def prepare_once(text_columns: Any, string_null_values: Any = ("null", "")) -> Any:
        return prepare(frozenset(text_columns), tuple(string_null_values))

    put(agate_helper, build_type_tester=prepare_once, empty_table=cache(agate_helper.empty_table))


class KeptManifests:
    """The projects parsed last, for the next builds of this process; dbt reads a parsed project back in two seconds."""

    def __init__(self) -> None:
        self.manifests: OrderedDict[ManifestKey, Any] = OrderedDict()

    def take(self, key: ManifestKey) -> Any | None:
        """A manifest as parsed: without what the last run compiled."""
        manifest = self.manifests.get(key)
        if manifest is None:
            return None
        self.manifests.move_to_end(key)
        for node in manifest.nodes.values():
            if getattr(node, "compiled", False):
                node.compiled, node.compiled_code = False, None
                node.extra_ctes_injected, node.extra_ctes = False, []
        return manifest

    def keep(self, key: ManifestKey, manifest: Any) -> None:
        """Keep a manifest and let the one used longest ago go."""
        self.manifests[key] = manifest
        while len(self.manifests) > KEPT_MANIFESTS:
            self.manifests.popitem(last=False)


KEPT = KeptManifests()


def spare_parsing() -> None:
    """Parse a project once a process for each state of its files and each database; what writes it out parses it."""
    parse: Callable[..., Any] = requires.parse_manifest

    def parse_once(config: Any, write_perf_info: bool, write: bool, write_json: bool, integrations: Any) -> Any:
        from orchestration.dbt_runner import read_code

        credentials = config.credentials
        given = {name: value for name, value in config.cli_vars.items() if name not in ASKED_WHILE_RUNNING}
        key = (
            read_code(Path(config.project_root)).project,
            *(config.project_root, config.project_target_path, config.target_name, str(given)),
            *(credentials.host, credentials.port, credentials.user, credentials.database, credentials.schema),
        )
        manifest = None if write_json or integrations else KEPT.take(key)
        if manifest is None:
            manifest = parse(config, write_perf_info, write, write_json, integrations)
            if not write_json:
                KEPT.keep(key, manifest)
            return manifest
        requires.register_adapter(config, requires.get_mp_context())
        adapter = requires.get_adapter(config)
        adapter.set_macro_context_generator(requires.generate_runtime_macro_context)
        adapter.set_macro_resolver(manifest)
        adapter.connections.set_query_header(requires.generate_query_header_context(adapter.config, manifest))
        return manifest

    put(requires, parse_manifest=parse_once)


def spare_waiting() -> None:
    """Begin with the node from which the longest way leads to the end.

    dbt goes by the distance from the sources, so that the long way of a contact begins with every short one, and goes
    its last third alone.
    """

    def scores(queue: GraphQueue, graph: Any) -> dict[str, int]:
        ways: dict[str, int] = {}
        for level in reversed(list(queue._grouped_topological_sort(graph))):
            for node in level:
                ways[node] = max((ways[child] + 1 for child in graph.successors(node)), default=0)
        return {node: -way for node, way in ways.items()}

    put(GraphQueue, _get_scores=scores)


@cache
def spare() -> None:
    """Put every economy into dbt's place, once a process."""
    for economy_of in (
        spare_statements,
        spare_events,
        spare_templates,
        spare_contexts,
        spare_macros,
        spare_summaries,
        spare_types,
        spare_parsing,
        spare_waiting,
    ):
        economy_of()


@contextmanager
def economy(heard: Collection[str] | None = None) -> Iterator[None]:
    """Run dbt with every economy, and let Python's collector rest: many small objects keep it busy in vain.

    heard: names of the events that somebody listens to; None: all.
    """
    spare()
    was_enabled, EAR.heard = gc.isenabled(), heard
    gc.disable()
    try:
        yield
    finally:
        EAR.heard = None
        if was_enabled:
            gc.enable()
