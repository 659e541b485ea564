"""How the register's inner loops are compiled: once an installation, and free of Python's lock while they run.

They neither allocate nor keep arrays: whoever calls one brings the space it needs. So numba's counting of references is left
out (``_nrt``). It is an atomic step at every use of an array in a small function, and made the readers of lists five times
slower.
"""

from typing import Any

from numba import njit

# No types: what is compiled is typed by numba, for each type it is called with.
kernel: Any = njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]
"""A compiled function that is called from Python. It holds no lock, so Python's threads run it at the same time."""

part: Any = njit(cache=True, nogil=True, _nrt=False, inline="always")  # type: ignore[call-overload]
"""A piece of a kernel with a name of its own; it must stand in the module of its kernels.

Numba does not notice a change in a compiled function that another module called, and would go on using the old one.
"""
