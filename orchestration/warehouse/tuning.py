"""The embedded server's configuration, from the memory and disk of the machine it runs on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MIB = 1024 * 1024
GIB = 1024 * MIB
CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))

HOST_BASED_AUTHENTICATION = "host all all 127.0.0.1/32 scram-sha-256\n"


def memory_bytes() -> int:
    """Memory this process may use: the machine's, or less where a container says so."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in CGROUP_LIMITS:
        try:
            total = min(total, int(path.read_text()))
        except (OSError, ValueError):
            continue
    return total


def configuration(port: int, memory: int, disk_free: int, shared_memory: int) -> str:
    """postgresql.conf for a server on 127.0.0.1:`port`; all sizes in bytes.

    Errors stay out of the server's log: their text may quote a value, and values may identify a patient.
    """
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 100,
        "password_encryption": "scram-sha-256",
        "shared_preload_libraries": "pg_stat_statements",
        "pg_stat_statements.track_utility": "off",
        "shared_buffers": _between(memory // 4, 64 * MIB, 8 * GIB),
        "effective_cache_size": _between(memory // 2, 128 * MIB, 256 * GIB),
        "work_mem": _between(memory // 256, 8 * MIB, 128 * MIB),
        "maintenance_work_mem": _between(memory // 32, 64 * MIB, GIB),
        "dynamic_shared_memory_type": "posix" if shared_memory >= GIB else "mmap",
        "max_wal_size": _between(disk_free // 10, 256 * MIB, 8 * GIB),
        # Nothing replicates from here, and new tables need not be written twice.
        "wal_level": "minimal",
        "max_wal_senders": 0,
        "checkpoint_timeout": "15min",
        "random_page_cost": 1.1,
        # Where everything lies in memory, handing a read to another process costs more than the read.
        "io_method": "sync",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_statement": "none",
        "log_min_duration_statement": -1,
        "log_parameter_max_length": 0,
        "log_parameter_max_length_on_error": 0,
        "log_startup_progress_interval": "2s",
        "log_line_prefix": "%m [%p] ",
    }
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def configuration_for(data: Path, port: int) -> str:
    """postgresql.conf for the server in `data` on this machine."""
    shared = Path("/dev/shm")
    shared_memory = shutil.disk_usage(shared).total if shared.is_dir() else GIB
    return configuration(port, memory_bytes(), shutil.disk_usage(data).free, shared_memory)


def allocation(memory: int) -> str:
    """How much memory a session of the server keeps when it gives some back, in the words of the GNU C library.

    The steps of a build fill and give back gigabytes one after the other, and what the machine hands out anew it must
    clear first: a twentieth of a build's time. memory: of the machine in bytes, of which a session keeps a twelfth at
    most.
    """
    habits = {
        "mmap_threshold": 32 * MIB,
        "top_pad": 64 * MIB,
        "trim_threshold": max(64 * MIB, memory // 12),
    }
    return ":".join(f"glibc.malloc.{name}={value}" for name, value in habits.items())


def whole_build_memory() -> str:
    """work_mem of a build of every table on the embedded server: few steps run at a time, each sorts whole tables."""
    return _between(memory_bytes() // 40, 8 * MIB, GIB)


def _between(size: int, least: int, most: int) -> str:
    return f"{max(least, min(size, most)) // 1024}kB"
