"""How the register's inner loops are compiled: once an installation, and kept as machine code that is called without the compiler.

Numba compiles a kernel when it is first called with arguments of some types, and only then is numba imported: the program starts
a third of a second sooner without it. The machine code is kept in a file whose name is the digest of everything that it was
made from: the sources and constants of the kernel and of all that it is put together from, the compiler's version and the processor.
What changed has another name, so that nothing that is out of date is ever called.

Kernels neither allocate nor keep arrays, and raise nothing: whoever calls one brings the space it needs. So numba's counting of
references is left out (``_nrt``). It is an atomic step at every use of an array in a small function, and made the readers of lists
five times slower. They hold no lock of Python's, so that its threads run them at the same time.
"""

import ctypes
import sys
from collections.abc import Callable, Sequence
from threading import Lock
from types import FunctionType
from typing import Any

import numpy as np

Kind = Any
"""The type of an argument as a value that can be compared: what decides which machine code is called."""
_WORD = ctypes.c_uint64


class Part:
    """A piece of a kernel with a name of its own. It is compiled into each kernel that uses it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__


class Instruction:
    """What numba has no name for: written in the compiler's own language, in a module that is imported by the compiler alone."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class Kernel(Part):
    """A compiled function that is called from Python, with arrays, whole numbers, truths and (named) tuples of these."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._made: dict[Kind, Callable[[list[int]], Any]] = {}
        self._lock = Lock()

    @property
    def signatures(self) -> list[Kind]:
        """The kinds of arguments with which this process has called it."""
        return list(self._made)

    def __call__(self, *arguments: Any) -> Any:
        kind = tuple([_kind(one) for one in arguments])
        call = self._made.get(kind)
        if call is None:
            with self._lock:
                call = self._made.get(kind) or self._make(kind, arguments)
                self._made[kind] = call
        words: list[int] = []
        for one in arguments:
            _put(one, words)
        return call(words)

    def _make(self, kind: Kind, arguments: Sequence[Any]) -> Callable[[list[int]], Any]:
        # The linker too is loaded only by whoever calls a kernel.
        from tutela.register.index import machine_code

        code = machine_code.of(self, repr(kind), arguments)
        address = machine_code.load(code)
        count = sum(map(_words_in, arguments))
        native = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *[_WORD] * count)(address)
        answer_of = _ANSWERS.get(code.answer, tuple)
        size = code.answer.count("i") if code.answer not in _ANSWERS else 1

        def call(words: list[int]) -> Any:
            answer, fault = (ctypes.c_int64 * size)(), ctypes.c_void_p()
            status = native(ctypes.addressof(answer), ctypes.addressof(fault), *words)
            if status:
                raise RuntimeError(f"{self.__name__} ended with {status}.")
            return answer_of(answer)

        return call


_ANSWERS: dict[str, Callable[[Any], Any]] = {
    "none": lambda _: None,
    "i": lambda answer: answer[0],
    "u": lambda answer: answer[0] & 0xFFFF_FFFF_FFFF_FFFF,
    "b": lambda answer: bool(answer[0] & 1),
}


def kernel(function: Callable[..., Any]) -> Any:
    """A compiled function that is called from Python."""
    return Kernel(function)


def part(function: Callable[..., Any]) -> Any:
    """A piece of a kernel, compiled into it."""
    return Part(function)


def instructions(module: str, *names: str) -> list[Any]:
    """Instructions that ``module`` gives the compiler, by their names there."""
    return [Instruction(module, name) for name in names]


def _kind(value: Any) -> Kind:
    if isinstance(value, np.ndarray):
        flags = value.flags
        layout = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
        return (value.dtype.str, value.ndim, layout, flags.writeable, flags.aligned)
    if isinstance(value, tuple):
        return (type(value).__name__, *[_kind(one) for one in value])
    return type(value).__name__


def _words_in(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return 5 + 2 * value.ndim
    return sum(map(_words_in, value)) if isinstance(value, tuple) else 1


def _put(value: Any, words: list[int]) -> None:
    """Append a value as a compiled function takes it. An array is who owns it (nobody), its elements, their size, where it is, its
    shape and its strides, in bytes.
    """
    if isinstance(value, np.ndarray):
        address = value.__array_interface__["data"][0]
        words += (0, 0, value.size, value.itemsize, address, *value.shape, *value.strides)
    elif isinstance(value, tuple):
        for one in value:
            _put(one, words)
    else:
        words.append(int(value))


def parts_of(of: Part) -> dict[str, Any]:
    """Everything that stands in the module of a part, by name."""
    return vars(sys.modules[of.__module__])
