"""What surrounds the law: code schemes, units, calendars, and where rulebooks lie.

In come installed plugins, found through entry points of the group `ecp`. Out go one vocabulary for
the compiler and the rulebooks that it may read.
"""

from ecp_plugins.hookspecs import Rulebook, hookimpl

__all__ = ["Rulebook", "hookimpl"]
