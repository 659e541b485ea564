"""Where the machine code of the register's kernels is kept, how it is known to be of the present sources, and how it is loaded.

A file lies beside the modules that Python itself compiled, or, where that folder cannot be written, in the account's own folder for
caches; ``TUTELA_COMPILED`` names another. Without any, nothing is wrong: each process then compiles for itself.
"""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import llvmlite
import llvmlite.binding as llvm
import numpy as np

if TYPE_CHECKING:
    from tutela.register.index.compiled import Kernel

_FORM = b"Tutela: machine code, form 1\n"
_DIGEST = 64
_loading = Lock()


@dataclass(frozen=True)
class MachineCode:
    """Machine code: the name under which it is called, what its answer is made of, and the code, as the linker takes it.

    ``answer`` is ``none``, ``b`` (a truth), ``i`` or ``u`` (a whole number, with or without a sign), or several ``i`` in brackets.
    """

    name: str
    answer: str
    code: bytes


def of(kernel: "Kernel", kind: str, arguments: Sequence[Any]) -> MachineCode:
    """The machine code of a kernel for arguments of this ``kind``: as it is kept, or compiled now, and then kept."""
    digest = hashlib.sha256(f"{kernel.__name__}\n{kind}\n{_made_from(kernel.__module__)}\n{_for_what()}".encode())
    name = f"{kernel.__module__.rpartition('.')[2]}.{kernel.__name__}-{digest.hexdigest()[:32]}.machine"
    places = list(_folders(kernel.__module__))
    for folder in places:
        if (kept := _read(folder / name)) is not None:
            return kept
    from tutela.register.index.compiler import compiled

    made = compiled(kernel, arguments)
    for folder in places:
        if _write(folder / name, made):
            break
    return made


def load(code: MachineCode) -> int:
    """Where a kernel's machine code stands in memory, for as long as the process runs."""
    with _loading:
        engine = _engine()
        engine.add_object_file(llvm.ObjectFileRef.from_data(code.code))
        engine.finalize_object()
        return int(engine.get_function_address(code.name))


@cache
def _engine() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


@cache
def _for_what() -> str:
    """The compiler's version and the processor: machine code of one is none of another."""
    version = Path(llvmlite.__file__).parents[1] / "numba" / "_version.py"
    return "\n".join(
        (
            llvmlite.__version__,
            version.read_text() if version.is_file() else "",
            os.environ.get("NUMBA_CPU_NAME") or llvm.get_host_cpu_name(),
            os.environ.get("NUMBA_CPU_FEATURES") or llvm.get_host_cpu_features().flatten(),
        )
    )


@cache
def _made_from(module: str) -> str:
    """The digest of a module of kernels: its source, its constants, and the same of every module that its parts come from."""
    said = hashlib.sha256(_source(module))
    others = set()
    for name, value in sorted(vars(sys.modules[module]).items()):
        if type(value).__name__ == "Instruction":
            said.update(_source(value.module))
        elif type(value).__name__ in ("Part", "Kernel"):
            others.add(value.__module__)
        elif isinstance(value, np.ndarray):
            said.update(f"{name} {value.dtype} {value.shape} ".encode() + value.tobytes())
        elif isinstance(value, int | np.integer | str | bytes | tuple) and not name.startswith("__"):
            said.update(f"{name} {type(value)} {value!r}".encode())
    for other in sorted(others - {module}):
        said.update(_made_from(other).encode())
    return said.hexdigest()


def _source(module: str) -> bytes:
    package = sys.modules[module.partition(".")[0]]
    return Path(package.__path__[0], *module.split(".")[1:]).with_suffix(".py").read_bytes()


def _folders(module: str) -> Iterator[Path]:
    if chosen := os.environ.get("TUTELA_COMPILED"):
        yield Path(chosen)
        return
    yield Path(sys.modules[module].__file__ or "").parent / "__pycache__"
    with contextlib.suppress(RuntimeError):
        base = os.environ.get("XDG_CACHE_HOME")
        yield (Path(base) if base else Path.home() / ".cache") / "tutela" / "compiled"


def _read(path: Path) -> MachineCode | None:
    """What is kept there; None where it is missing or not as it was written."""
    try:
        said = path.read_bytes()
    except OSError:
        return None
    head, rest = said[: len(_FORM)], said[len(_FORM) :]
    if head != _FORM or hashlib.sha256(rest[_DIGEST:]).hexdigest().encode() != rest[:_DIGEST]:
        return None
    name, answer, code = rest[_DIGEST:].split(b"\n", 2)
    return MachineCode(name.decode(), answer.decode(), code)


def _write(path: Path, made: MachineCode) -> bool:
    """Keep it, whole or not at all; whether that could be done."""
    content = f"{made.name}\n{made.answer}\n".encode() + made.code
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_bytes(_FORM + hashlib.sha256(content).hexdigest().encode() + content)
        draft.replace(path)
    except OSError:
        return False
    return True
