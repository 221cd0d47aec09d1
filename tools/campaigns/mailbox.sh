# Sourced by the campaigns that take mail in, after lib.sh: a Dovecot of their own with the mailbox "intake", entered at the instance.

mail='' dovecot=''

# After open_instance: its files lie in the instance's folder, or in $1.
start_dovecot() {
    command -v openssl > /dev/null || fail "This needs openssl."
    mail=${1:-$data/mail}
    mkdir -p "$mail"/dc/{mail,run,state} && chmod 755 "$mail" "$mail/dc"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$mail/key.pem" -out "$mail/cert.pem" 2> /dev/null || fail "No certificate could be made."
    fingerprint=$(openssl x509 -in "$mail/cert.pem" -noout -fingerprint -sha256 | cut -d= -f2)
    for ((imap = 20143 + 3 * ($$ % 1000); imap < 29900; imap += 3)); do is_taken "$imap" || is_taken $((imap + 1)) || is_taken $((imap + 2)) || break; done
    imaps=$((imap + 1)) lmtp=$((imap + 2))
    local inner login group
    if [ "$(id -u)" = 0 ]; then inner=dovecot login=dovenull; chown dovecot:dovecot "$mail/dc/mail"; else inner=$(id -un) login=$inner; fi
    group=$([ "$(id -u)" = 0 ] && echo dovecot || id -gn)
    sed -e "s|@D@|$mail|g; s|@INTERNAL_USER@|$inner|; s|@INTERNAL_GROUP@|$group|; s|@LOGIN_USER@|$login|; s|@MAIL_USER@|$inner|g; s|@MAIL_GROUP@|$group|g" \
        -e "s|@IMAP@|$imap|; s|@IMAPS@|$imaps|; s|@LMTP@|$lmtp|" "$root_folder/tests/ClinicOps.Testing/Mail/dovecot.conf" > "$mail/dovecot.conf"
    /usr/sbin/dovecot -F -c "$mail/dovecot.conf" 2> "$mail/start.log" &
    dovecot=$!
    local tries
    for ((tries = 0; tries < 100; tries++)); do ! is_taken "$lmtp" || break; sleep 0.1; done
    is_taken "$lmtp" || fail "Dovecot did not start: $(cat "$mail/start.log" "$mail/dc/log" 2> /dev/null | tail -n 5)"
}

stop_dovecot() { [ -z "$dovecot" ] || { kill "$dovecot" 2> /dev/null; wait "$dovecot" 2> /dev/null; dovecot=''; }; }

answer() { local line; while IFS= read -r -u 7 line; do [ "${line:3:1}" = - ] || break; done; [[ "$line" == $1* ]] || fail "Dovecot answered \"$line\"."; }

# The messages, with lines that end in CRLF, in one session.
deliver() {
    local message
    exec 7<> "/dev/tcp/127.0.0.1/$lmtp"
    answer 220; printf 'LHLO localhost\r\n' >&7; answer 250
    for message in "$@"; do
        printf 'MAIL FROM:<sender@lakeside.example>\r\n' >&7; answer 250
        printf 'RCPT TO:<intake>\r\n' >&7; answer 250
        printf 'DATA\r\n' >&7; answer 354
        cat "$message" >&7; printf '.\r\n' >&7; answer 250
    done
    exec 7>&-
}

# The account, entered on the page as an administrator does; signed in as one already.
enter_mailbox() {
    local location token saved
    location=$(sql "SELECT id FROM host.locations WHERE name = 'Riverside'")
    token=$(page /documents/settings/inboxes/mailbox | antiforgery)
    saved=$(curl -sS -o "$mail/answer" -w '%{http_code}' -b "$data/cookies" --data-urlencode "__RequestVerificationToken=$token" --data-urlencode version=0 \
        --data-urlencode Form.Host=localhost --data-urlencode "Form.Port=$imaps" --data-urlencode Form.Security=tls --data-urlencode Form.UserName=intake --data-urlencode Form.Password=test \
        --data-urlencode "Form.CertificateFingerprint=$fingerprint" --data-urlencode Form.Folder=INBOX --data-urlencode Form.ProcessedFolder=Processed --data-urlencode Form.RejectedFolder=Rejected \
        --data-urlencode "Form.LocationId=$location" --data-urlencode Form.Channel=email --data-urlencode Form.Enabled=true "http://127.0.0.1:$port/documents/settings/inboxes/mailbox")
    [ "$saved" = 302 ] || fail "The mailbox could not be entered (HTTP $saved)."
}

# Messages that lie in a folder of the mailbox: "" for the inbox, ".Processed".
in_folder() { ls "$mail/dc/mail/intake$1"/{new,cur} 2> /dev/null | grep -c '^[0-9]'; }
