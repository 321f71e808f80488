"""Rows in and out of CSV, TSV and XLSX, whoever wrote them and however.

`read_table` bounds everything before it parses and names row and cell in every refusal; `csv_lines` and `xlsx_bytes`
write text that stays text. No pandas: the web process uses this package.
"""

from foundation.tabular.reading import read_table
from foundation.tabular.table import DEFAULT_LIMITS, Limits, Problem, Row, Table, TableRefused, Unreadable, column_letter
from foundation.tabular.writing import Sheet, csv_lines, xlsx_bytes

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Problem",
    "Row",
    "Sheet",
    "Table",
    "TableRefused",
    "Unreadable",
    "column_letter",
    "csv_lines",
    "read_table",
    "xlsx_bytes",
]
