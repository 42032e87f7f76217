"""The warehouse's roles, schemas and walls are made once and kept up to date."""

from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.bootstrap import apply_bootstrap


def test_a_warehouse_that_is_up_to_date_is_left_alone(fresh_database: Settings):
    assert not apply_bootstrap(open_warehouse(fresh_database).connect)
