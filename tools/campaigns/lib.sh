# Sourced by the campaigns: one fresh instance with the demo clinic, its server, questions to its database, a table at the end.

. "$(dirname "${BASH_SOURCE[0]}")/../lib/prepare.sh"
demo=$root_folder/tools/demo
password=cardinal-fork-7
keep='' server='' data='' port='' broken=0
results=()

# $1: the register to import. The instance is removed at the end, also after Ctrl-C.
open_instance() {
    command -v curl > /dev/null && command -v column > /dev/null && command -v psql > /dev/null || fail "This needs curl, column (bsdextrautils) and psql (postgresql-client)."
    install_packages
    install_browser_parts
    [ -n "${CLINICOPS_NO_BUILD:-}" ] || build "$root_folder/Host/ClinicOps.Host.csproj"
    [ -x "$host_program" ] || fail "ClinicOps is not built."
    data=$(mktemp -d "$([ "$(id -u)" = 0 ] && echo "${TMPDIR:-/tmp}" || echo "$root_folder")/.clinicops-prove.XXXXXX") || fail "No folder for the data can be made."
    chmod 755 "$data"
    trap close_instance EXIT
    trap 'exit 130' INT TERM
    for ((port = 18300 + $$ % 1000; port < 19900; port++)); do is_taken "$port" || break; done
    start_host
    clinicops import clinic "$demo/clinic.json" > "$data/seed.log" 2>&1 || fail "The clinic could not be seeded: $(tail -n 5 "$data/seed.log")"
    clinicops import patients "$1" >> "$data/seed.log" 2>&1 || fail "The register could not be imported: $(tail -n 5 "$data/seed.log")"
    mkdir -p "$data/inbox/riverside"
}

is_taken() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

clinicops() { CLINICOPS_DATA=$data "$host_program" "$@"; }

launch_host() {
    CLINICOPS_DATA=$data setsid "$host_program" serve --demo --urls "http://127.0.0.1:$port" >> "$data/serve.log" 2>&1 &
    server=$!
}

start_host() {
    launch_host
    local tries
    for ((tries = 0; tries < 900; tries++)); do
        is_alive || fail "The host did not start: $(tail -n 10 "$data/serve.log")"
        ! is_taken "$port" || return 0
        sleep 0.2
    done
    fail "The host did not answer within three minutes."
}

is_alive() { kill -0 "$server" 2> /dev/null; }

kill_host() {
    kill -9 "$server" 2> /dev/null
    wait "$server" 2> /dev/null
}

stop_host() {
    is_alive || return 0
    kill -TERM "$server"
    wait "$server" 2> /dev/null
}

# Where the instance's PostgreSQL lies, and the folder of its socket (as Host/Embedded/EmbeddedPostgres has them).
postgres_home() { if [ -f "$data/postgres.location" ]; then cat "$data/postgres.location"; else echo "$data/postgres"; fi; }
postgres_socket() {
    local home; home=$(postgres_home)
    if [ -d "$home/socket" ]; then echo "$home/socket"
    else echo "$([ "$(id -u)" = 0 ] && echo /run || echo /tmp)/clinicops-$(printf %s "$home" | sha256sum | cut -c1-12)"; fi
}

# Asks the instance's database as its owner; columns are separated by |.
sql() {
    PGPASSWORD=$(< "$data/secrets/owner.password") psql -X -q -A -t -h "$(postgres_socket)" -U clinicops -v ON_ERROR_STOP=1 -c "$1" clinicops
}

finished_pages() { sql "SELECT count(*) FROM documents.pages WHERE state IN ('read', 'failed')"; }

# Work that is not at its end: files not yet taken, transmissions being read, documents before the gate.
unfinished() {
    local waiting; waiting=$(find "$data/inbox" -type f -not -path '*/.received/*' 2> /dev/null | wc -l)
    echo $((waiting + $(sql "SELECT (SELECT count(*) FROM documents.transmissions WHERE state NOT IN ('sorted', 'failed'))
        + (SELECT count(*) FROM documents.documents WHERE state IN ('sorted', 'matched'))")))
}

# $1: seconds at most.
wait_until_through() {
    local until=$(($(date +%s) + $1))
    while [ "$(unfinished)" != 0 ]; do
        is_alive || { say "the host is gone"; return 1; }
        [ "$(date +%s)" -lt "$until" ] || { say "not through after $1 s"; return 1; }
        sleep 1
    done
}

# Under a name that is left alone, then renamed: nobody sees half a file. $2: its name, where it is another than the file's.
feed_file() {
    local name=${2:-$(basename "$1")}
    cp "$1" "$data/inbox/riverside/.feeding.part"
    mv "$data/inbox/riverside/.feeding.part" "$data/inbox/riverside/$name"
}

# Signs in with curl; afterwards `page PATH` prints a page. $1: the demo account.
sign_in() {
    local token; token=$(page /sign-in | antiforgery)
    curl -sS -o /dev/null -b "$data/cookies" -c "$data/cookies" --data-urlencode "__RequestVerificationToken=$token" \
        --data-urlencode "Form.Name=$1" --data-urlencode "Form.Password=$password" "http://127.0.0.1:$port/sign-in"
    [ "$(curl -s -o /dev/null -w '%{http_code}' -b "$data/cookies" "http://127.0.0.1:$port/")" = 200 ] || fail "Signing in as $1 failed."
}

page() { curl -sS -b "$data/cookies" -c "$data/cookies" "http://127.0.0.1:$port$1"; }

antiforgery() { grep -oE 'name="__RequestVerificationToken"[^>]*value="[^"]*"' | head -1 | sed -E 's/.*value="([^"]*)"/\1/'; }

# $1: what is checked; $2: what was found; $3: the bar; $4: holds, or not.
result() {
    results+=("$1"$'\t'"$2"$'\t'"$3"$'\t'"$4")
    [ "$4" = holds ] || broken=1
}

# holds_if TEST...: says it in words.
holds_if() { if "$@"; then echo holds; else echo "DOES NOT HOLD"; fi; }

print_results() {
    echo
    { printf 'check\tfound\tbar\t\n'; printf '%s\n' "${results[@]}"; } | column -t -s $'\t'
    exit "$broken"
}

check_verify() {
    if clinicops verify > "$data/verify.log" 2>&1; then result verify "$(tail -n 1 "$data/verify.log")" "no problem" holds
    else result verify "$(tail -n 3 "$data/verify.log" | tr '\n' ' ')" "no problem" "DOES NOT HOLD"; fi
}

# Every file that was fed is there as often as it was fed. $1: number of files.
check_nothing_lost() {
    local there; there=$(sql "SELECT count(*) FROM documents.transmissions")
    result "files fed / received" "$1 / $there" equal "$(holds_if [ "$1" = "$there" ])"
    local twice; twice=$(sql "SELECT count(*) FROM (SELECT document_id FROM documents.filings GROUP BY 1
        HAVING count(*) FILTER (WHERE act = 'filed') - count(*) FILTER (WHERE act = 'unfiled') > 1) t")
    result "documents filed twice" "$twice" 0 "$(holds_if [ "$twice" = 0 ])"
    local homeless; homeless=$(sql "SELECT count(*) FROM documents.pages p JOIN documents.transmissions t ON t.id = p.transmission_id
        WHERE t.state = 'sorted' AND p.document_id IS NULL AND NOT p.is_cover")
    result "pages without a document" "$homeless" 0 "$(holds_if [ "$homeless" = 0 ])"
    local empty; empty=$(sql "SELECT count(*) FROM documents.documents d WHERE NOT EXISTS (SELECT 1 FROM documents.pages p WHERE p.document_id = d.id)")
    result "documents without a page" "$empty" 0 "$(holds_if [ "$empty" = 0 ])"
}

close_instance() {
    local code=$?
    trap '' INT TERM
    [ -z "$server" ] || stop_host
    if [ -n "$keep" ]; then say "the instance is kept in $data"; else rm -rf "$data"; fi
    exit "$code"
}
