#!/bin/sh
# Have a Chromium for the browser tests: the one named in CHROMIUM, the system's, or Debian's package where we may install it.
set -u

found() {
    [ -n "${CHROMIUM:-}" ] && [ -x "${CHROMIUM:-}" ] && return 0
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium from the system's packages, for the browser tests"
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 && found; then
        rm -f "$log"
        exit 0
    fi
    tail -n 3 "$log" >&2
    rm -f "$log"
fi
echo "Chromium is not here and could not be installed, so every browser test will fail. Install it (Debian: apt-get install chromium) or name it: make test CHROMIUM=/path/to/chromium" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
