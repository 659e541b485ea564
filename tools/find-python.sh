#!/bin/sh
# Print a Python that can make the environment: 3.11 or newer, with venv. Else a sentence and the mend, and exit code 1.
set -u

able() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

whole() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

seen=""
bare=""
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    version=$("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
    if ! able "$candidate"; then
        seen="$seen $version"
    elif whole "$candidate"; then
        command -v "$candidate"
        exit 0
    else
        bare="$candidate"
    fi
done

if [ -n "$bare" ]; then
    echo "$bare has no venv module, which this needs. Install it (Debian: apt-get install python3-venv), then run make again." >&2
elif [ -n "$seen" ]; then
    echo "Tutela needs Python 3.11 or newer; found only:$seen. Install one (Debian: apt-get install python3 python3-venv) or name it: make up PYTHON=/path/to/python3.11" >&2
else
    echo "Tutela needs Python 3.11 or newer; none was found. Install it (Debian: apt-get install python3 python3-venv) or name it: make up PYTHON=/path/to/python3.11" >&2
fi
exit 1
