"""Two instructions numba has no name for: eight characters as one word, wherever they stand, read and written."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _eight(_context: Any, array: Any, _index: Any) -> Any:
    """The eight bytes from ``index`` (int64) on as one word, wherever they stand."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        flat = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(flat.data, [arguments[1]])
        word = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        word.align = 1
        return word

    return types.uint64(array, types.int64), generate


eight: Any = intrinsic(_eight)


def _put_eight(_context: Any, array: Any, _index: Any, _word: Any) -> Any:
    """Write a word (uint64) as eight bytes from ``index`` (int64) on, wherever that is."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        flat = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(flat.data, [arguments[1]])
        builder.store(arguments[2], builder.bitcast(place, ir.IntType(64).as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(array, types.int64, types.uint64), generate


put_eight: Any = intrinsic(_put_eight)
