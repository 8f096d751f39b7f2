"""Ask the processor for a record before a pass over the enterprises reaches it.

A pass reads some ten cache lines of each record and then jumps to the next, which the processor's
own prefetching does not follow: without the hint a tenth of a run was waiting for memory
(``docs/decisions/011-what-makes-the-quarter-fast.md``). The hint changes no result.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from agents.record import Records, interpreted

AHEAD = 4  # records; the work on one record takes longer than its lines need to come
LINE = 64  # bytes of a cache line
BYTE, WORD = ir.IntType(8), ir.IntType(32)
READ, KEEP, DATA = WORD(0), WORD(3), WORD(1)  # arguments of LLVM's prefetch


if interpreted():

    def fetch_ahead(records: Records[Any], i: int) -> None:
        """Nothing: only compiled rules are fast enough to wait for memory."""

else:

    @intrinsic
    def fetch_ahead(context: Any, records: Any, i: Any) -> Any:
        """Hint that ``records[i + AHEAD]`` will soon be used; one past the end is ignored."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            size = signature.args[0].dtype.size
            shape = ir.FunctionType(ir.VoidType(), [BYTE.as_pointer(), WORD, WORD, WORD])
            make: Any = cgutils.get_or_insert_function
            hint = make(builder.module, shape, "llvm.prefetch.p0i8")
            row = builder.add(arguments[1], arguments[1].type(AHEAD))
            first = builder.mul(row, row.type(size))
            start = builder.bitcast(array.data, BYTE.as_pointer())
            for line in range(0, size, LINE):
                address = builder.gep(start, [builder.add(first, first.type(line))])
                builder.call(hint, [address, READ, KEEP, DATA])
            return context.get_dummy_value()

        return types.void(records, i), generate
