# Sourced by the tools: installs what is missing, restores and builds. Every step is skipped when it is done already.

root_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
configuration=${CLINICOPS_CONFIGURATION:-Release}
host_program=${CLINICOPS_PROGRAM:-"$root_folder/Host/bin/$configuration/net10.0/clinicops"}

# Mail and fax servers, which only tests and campaigns start: privately, never the system's own.
mail_server_packages=(dovecot-imapd dovecot-lmtpd exim4-daemon-light hylafax-server)

say() { printf '%s\n' "== $*" >&2; }

fail() { printf '%s\n' "$*" >&2; exit 2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo > /dev/null; then sudo "$@"
    else fail "This needs the administrator, and sudo is not installed. As root, run: $*"
    fi
}

has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

# What ClinicOps itself needs, and what is named besides.
install_packages() {
    local wanted=("$@" postgresql libtesseract5 tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd poppler-utils chromium fonts-liberation2 fonts-dejavu fonts-noto-cjk util-linux procps)
    local missing=() package
    for package in "${wanted[@]}"; do has_package "$package" || missing+=("$package"); done
    command -v node > /dev/null || missing+=(nodejs)
    command -v npm > /dev/null || missing+=(npm)
    if [ ${#missing[@]} -gt 0 ]; then
        command -v apt-get > /dev/null || fail "These packages are missing, and there is no apt-get to install them: ${missing[*]}"
        say "installing ${missing[*]}"
        install_without_starting "${missing[@]}"
    fi
    command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing. Install it (https://dotnet.microsoft.com/download/dotnet/10.0) and run this again."
    dotnet --list-sdks | grep -q '^10\.' || fail "The .NET 10 SDK is missing; installed: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# Debian starts a PostgreSQL of its own as soon as the package is there. ClinicOps runs a private one, so none is wanted:
# no service is started, and no cluster is made. A PostgreSQL that is installed already is left as it is.
install_without_starting() {
    local policy=/usr/sbin/policy-rc.d
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq > /dev/null || say "the package lists could not be brought up to date; trying with the old ones"
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" > /dev/null
        as_root chmod 755 "$policy"
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    if ! has_package postgresql-common; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-common > /dev/null
        as_root sed -i -E 's/^#?\s*create_main_cluster\s*=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null ||
        fail "apt-get could not install: $*"
    if [ "$(trap -p EXIT)" ]; then
        as_root rm -f "$policy"
        trap - EXIT
    fi
}

# Scripts of the browser come from npm, exactly as the committed lock file says.
install_browser_parts() {
    local lock folder
    while IFS= read -r lock; do
        folder=$(dirname "$lock")
        if [ ! -e "$folder/node_modules/.package-lock.json" ] || [ "$lock" -nt "$folder/node_modules/.package-lock.json" ]; then
            say "npm ci in ${folder#"$root_folder"/}"
            (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) >&2 || fail "npm could not restore $lock"
            touch "$folder/node_modules/.package-lock.json"
        fi
    done < <(find "$root_folder" -maxdepth 3 -name package-lock.json -not -path '*/node_modules/*' -not -path '*/bin/*' -not -path '*/obj/*')
}

build() { # what to build: the solution, or one project
    say "building $(basename "$1") ($configuration)"
    dotnet build "$1" -c "$configuration" -v q --nologo >&2 || fail "The build failed; the errors stand above."
}
