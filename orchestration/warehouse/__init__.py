"""The warehouse's start-up: the embedded server or one by URL, its roles and schemas, its people."""

from orchestration.warehouse.connection import Warehouse, open_warehouse
from orchestration.warehouse.errors import WarehouseError
from orchestration.warehouse.server import ServerStatus, server_status, stop_server

__all__ = ["ServerStatus", "Warehouse", "WarehouseError", "open_warehouse", "server_status", "stop_server"]
