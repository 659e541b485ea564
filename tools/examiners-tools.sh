#!/bin/sh
# Have the tools whose lists the register reads, and the peer of its benches: Debian's packages hashdeep and sleuthkit (fiwalk, hfind),
# and e2fsprogs for the disk image that fiwalk looks at.
set -u

found() {
    PATH="$PATH:/usr/sbin:/sbin"
    for tool in hashdeep md5deep fiwalk hfind mkfs.ext4; do
        command -v "$tool" >/dev/null 2>&1 || return 1
    done
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing hashdeep and sleuthkit from the system's packages, whose lists the tests read"
    log=$(mktemp)
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends hashdeep sleuthkit e2fsprogs; } >"$log" 2>&1 && found; then
        rm -f "$log"
        exit 0
    fi
    tail -n 3 "$log" >&2
    rm -f "$log"
fi
echo "hashdeep, fiwalk or mkfs.ext4 is not here and could not be installed, so the tests that read their lists will fail. Install them (Debian: apt-get install hashdeep sleuthkit e2fsprogs)" >&2
[ "${CI:-}" = true ] && exit 1
exit 0
