"""One instruction numba has no name for: ask the processor for a cache line before it is read.

A look-up in a large table waits for memory and for nothing else. Asking for the lines of many queries at once, and comparing
only afterwards, lets those waits overlap: 2.5 times as many look-ups a second as reading them one after the other.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

_READ, _KEEP_IN_ALL_CACHES, _DATA = 0, 3, 1


def _prefetch(_context: Any, array: Any, _index: Any) -> Any:
    """In compiled code, ``prefetch(array, index)``: ask for the line in which the element ``index`` (uint64) of a flat array stands.

    It never faults and changes nothing but the time of a later read.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        flat = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer_type = ir.IntType(8).as_pointer()
        line = builder.bitcast(builder.gep(flat.data, [arguments[1]]), pointer_type)
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer_type, word, word, word])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
        builder.call(ask, [line, word(_READ), word(_KEEP_IN_ALL_CACHES), word(_DATA)])
        return context.get_dummy_value()

    return types.void(array, types.uint64), generate


prefetch: Any = intrinsic(_prefetch)
