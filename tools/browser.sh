#!/bin/sh
# Have a Chromium for the browser tests: the one named in CHROMIUM, the system's, or Debian's package where we may install it. Debian's
# chromium-headless-shell is the same browser without its windows, which tests do not look at; it needs a third less of the processor.
set -u

headless() {
    command -v chromium-headless-shell >/dev/null 2>&1
}

found() {
    [ -n "${CHROMIUM:-}" ] && [ -x "${CHROMIUM:-}" ] && return 0
    headless || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1
}

# Install a package within so many seconds.
install() {
    timeout "$2" sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $1" >"$log" 2>&1
}

{ [ -n "${CHROMIUM:-}" ] || headless; } && found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    log=$(mktemp)
    if found; then
        # What is here will do: nobody waits long for the quicker one.
        install chromium-headless-shell 60 || :
    else
        echo "Installing Chromium from the system's packages, for the browser tests"
        install chromium-headless-shell 600 || install chromium 600 || tail -n 3 "$log" >&2
    fi
    rm -f "$log"
fi
found && exit 0
echo "Chromium is not here and could not be installed, so every browser test will fail. Install it (Debian: apt-get install chromium) or name it: make test CHROMIUM=/path/to/chromium" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
