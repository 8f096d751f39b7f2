"""Ask the processor for a record before a pass over the enterprises reaches it.

A pass reads some ten cache lines of each record and then jumps to the next; the processor's own
prefetching does not follow that, and waiting for memory was a third of a run. The hint changes
no result: an address that is never used costs nothing, one past the end is ignored.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from agents.record import Record, Records, interpreted

AHEAD = 2  # records; a record's work takes longer than a line from memory
LINE = 64  # bytes of a cache line


def fetch_ahead(records: Records[Record], i: int) -> None:
    """Hint that ``records[i + AHEAD]`` will soon be read and written; does nothing interpreted."""


if not interpreted():

    @intrinsic
    def fetch_ahead(context: Any, records: Any, i: Any) -> Any:  # noqa: F811
        """The hint, a line at a time."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            size = signature.args[0].dtype.size
            ahead = builder.add(arguments[1], ir.Constant(arguments[1].type, AHEAD))
            place = builder.mul(ahead, ir.Constant(ahead.type, size))
            start = builder.bitcast(array.data, ir.IntType(8).as_pointer())
            hint = cgutils.get_or_insert_function(
                builder.module,
                ir.FunctionType(
                    ir.VoidType(), [ir.IntType(8).as_pointer()] + [ir.IntType(32)] * 3
                ),
                "llvm.prefetch.p0i8",
            )
            for line in range(0, size, LINE):
                offset = builder.add(place, ir.Constant(place.type, line))
                address = builder.gep(start, [offset])
                builder.call(hint, [address] + [ir.Constant(ir.IntType(32), k) for k in (0, 3, 1)])
            return context.get_dummy_value()

        return types.void(records, i), generate
