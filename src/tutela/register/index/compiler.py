"""The compiler: imported only where a kernel's machine code is not kept yet."""
# mypy: disallow-untyped-calls=False

import importlib
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from numba import njit, typeof, types

from tutela.register.index.compiled import Instruction, Kernel, Part, parts_of
from tutela.register.index.machine_code import MachineCode

_njit: Any = njit
# A division by zero would be told by an exception, which a kernel does not raise: none divides by what may be zero.
_FREE: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
_ALONE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(kernel: Kernel, arguments: Sequence[Any]) -> MachineCode:
    """A kernel's machine code for arguments of these types. Raises numba's errors where it cannot be compiled."""
    space = _Namespaces().of(kernel)
    alone = _njit(**_FREE, **_ALONE)(_within(kernel, space))
    signature = tuple(typeof(one) for one in arguments)
    alone.compile(signature)
    result = alone.overloads[signature]
    return MachineCode(
        result.fndesc.llvm_func_name,
        _answer(result.signature.return_type),
        result.library._get_compiled_object(),  # noqa: SLF001
    )


class _Namespaces:
    """The modules of kernels as numba is to see them: with its own functions in place of what stands for them."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, Any]] = {}
        self._parts: dict[int, Any] = {}

    def of(self, one: Part) -> dict[str, Any]:
        if one.__module__ not in self._made:
            space = self._made[one.__module__] = dict(parts_of(one))
            for name, value in list(space.items()):
                if isinstance(value, Instruction):
                    space[name] = getattr(importlib.import_module(value.module), value.name)
                elif isinstance(value, Part):
                    space[name] = self._numbas(value)
        return self._made[one.__module__]

    def _numbas(self, one: Part) -> Any:
        if id(one) not in self._parts:
            inline = {} if isinstance(one, Kernel) else {"inline": "always"}
            self._parts[id(one)] = _njit(**_FREE, **inline)(_within(one, self.of(one)))
        return self._parts[id(one)]


def _within(one: Part, space: dict[str, Any]) -> FunctionType:
    function = FunctionType(one.function.__code__, space, one.__name__, one.function.__defaults__)
    function.__module__ = one.__module__
    return function


def _answer(kind: Any) -> str:
    integer: Any = types.Integer
    if isinstance(kind, types.NoneType):
        return "none"
    if isinstance(kind, types.Boolean):
        return "b"
    if isinstance(kind, integer) and kind.bitwidth == 64:
        return "i" if kind.signed else "u"
    if type(kind).__name__ in ("UniTuple", "Tuple") and all(
        isinstance(one, integer) and one.bitwidth == 64 for one in kind
    ):
        return f"({'i' * len(kind)})"
    raise TypeError(f"A kernel answers whole numbers of 64 bits, a truth or nothing, and not {kind}.")
