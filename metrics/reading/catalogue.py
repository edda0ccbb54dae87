"""What there is to ask: tables, views and macros with their columns, as their comments tell."""

from __future__ import annotations

import pandas as pd

from metrics.snapshot import Snapshot

_COLUMNS = """
with relations as (
    select schema_name, table_name, 'table' as kind, comment from duckdb_tables()
    where not internal and database_name = current_database()
    union all
    select schema_name, view_name, 'view', comment from duckdb_views()
    where not internal and database_name = current_database()
),
columns as (
    select
        found.schema_name, found.table_name, relation.kind, relation.comment as table_comment,
        found.column_index as position, found.column_name, found.data_type, found.comment
    from duckdb_columns() as found
    join relations as relation on relation.schema_name = found.schema_name and relation.table_name = found.table_name
    where not found.internal and found.database_name = current_database()
),
macros as (
    select distinct
        schema_name, function_name || '(' || array_to_string(parameters, ', ') || ')' as table_name, 'macro' as kind,
        comment as table_comment, 0 as position, cast(null as varchar) as column_name, cast(null as varchar) as data_type,
        cast(null as varchar) as comment
    from duckdb_functions()
    where not internal and database_name = current_database() and function_type = 'table_macro'
)
from columns
union all
from macros
order by
    case schema_name when 'main' then 1 when 'metric' then 2 when 'audit' then 3 when 'raw' then 4 else 5 end,
    schema_name, table_name, position
"""


def columns(snapshot: Snapshot) -> pd.DataFrame:
    """One row per column of each table and view, and one per macro: what analysts use most comes first.

    schema_name, table_name, kind (table, view, macro), table_comment, position, column_name, data_type, comment. A macro has
    its arguments in table_name and no column.
    """
    return snapshot.query(_COLUMNS)
