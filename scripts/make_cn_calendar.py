"""Write China's working calendar as a table, from the PyPI package `holidays`.

Run it once for each year that the State Council has announced, read the difference, and commit the
table. Neither the compiler nor the evaluator reads that package: a calendar is data with an end,
and after its end nobody knows which days are working days.

    python scripts/make_cn_calendar.py 2025 2026 > \
        plugins/ecp_plugins/jurisdictions/data/cn_working_days.tsv
"""

import sys
from datetime import date

import holidays


def table(years: list[int]) -> str:
    """Return the table for some consecutive announced years."""
    calendar = holidays.country_holidays("CN", years=years)
    rest = [day for day in sorted(calendar) if day.year in years]
    worked = [day for day in sorted(calendar.weekend_workdays) if day.year in years]
    for year in years:
        if not any(day.year == year for day in worked):
            raise SystemExit(f"{year} has no make-up days: it is not announced yet")
    lines = [
        f"# Written by scripts/make_cn_calendar.py from holidays {holidays.__version__}.",
        f"announced_from\t{date(min(years), 1, 1)}",
        f"announced_through\t{date(max(years), 12, 31)}",
        *(f"holiday\t{day}" for day in rest),
        *(f"working_weekend\t{day}" for day in worked),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table([int(year) for year in sys.argv[1:]]))
