#!/usr/bin/env bats
# See ../test-provisioning, which makes BASE (a Debian root) and names PACKAGE.

setup() {
  root=$BATS_TEST_TMPDIR/root
  mkdir "$root" "$BATS_TEST_TMPDIR/upper" "$BATS_TEST_TMPDIR/work"
  mount -t tmpfs spillway-test "$BATS_TEST_TMPDIR/upper"
  mkdir "$BATS_TEST_TMPDIR/upper/upper" "$BATS_TEST_TMPDIR/upper/work"
  mount -t overlay spillway-test -o "lowerdir=$BASE,upperdir=$BATS_TEST_TMPDIR/upper/upper,workdir=$BATS_TEST_TMPDIR/upper/work" "$root"
  cp "$PACKAGE" "$root/root/spillway.deb"
  cp "$BATS_TEST_DIRNAME/../provision.sh" "$root/root/"
  cat >"$root/root/servers.cfg" <<'END'
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 1s
frontend primary
    bind 127.0.0.1:18081
    http-request return status 200 content-type text/plain string "from the primary facility"
frontend secondary
    bind 127.0.0.1:18082
    http-request return status 200 content-type text/plain string "from the secondary facility"
END
  # What all tests run, and how a page is got without curl.
  cat >"$root/root/lib.sh" <<'END'
mount -t proc proc /proc
ip link set lo up
cd /root
provision() {
  ./provision.sh --package spillway.deb --facility primary "$@" \
    --service web --bind 127.0.0.1:18080 --check /health \
    --server 127.0.0.1:18081,facility=primary --server 127.0.0.1:18082,facility=secondary \
    --service db --mode tcp --bind 127.0.0.1:18432 \
    --server 127.0.0.1:18081,facility=primary,name=db1 \
    --backup /var/backups/spillway --backup-key /etc/spillway/backup.key
}
get() {
  exec 5<>"/dev/tcp/127.0.0.1/$1"
  printf 'GET / HTTP/1.0\r\n\r\n' >&5
  cat <&5
}
END
}

teardown() {
  umount "$root" "$BATS_TEST_TMPDIR/upper"
}

# Runs a script in the root, with processes and a network of its own that end with it.
inside() {
  run env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    unshare --net --mount --pid --fork --kill-child chroot "$root" /bin/bash -c ". /root/lib.sh; $1"
  echo "$output"
}

@test "a fresh machine becomes a load balancer, and the second run has nothing to do" {
  inside '
    provision || exit 1
    echo "== again"
    find /etc -newer /root/provision.sh -type f -exec sha256sum {} + | sort >/tmp/before
    provision || exit 1
    find /etc -newer /root/provision.sh -type f -exec sha256sum {} + | sort | cmp /tmp/before - && echo unchanged
    provision --check; echo "check $?"
    spillway -D -p /run/servers.pid -f /root/servers.cfg
    until get 18080 | grep facility; do sleep 0.2; done
    cat /etc/spillway/conf.d/50-web.cfg
    stat -c %a /etc/spillway/backup.key'
  [ "$status" = 0 ]
  first=${output%%== again*} second=${output##*== again}
  [[ $first == *"web: answers at 127.0.0.1:18080 with status 503 (none of its servers is up)"* ]]
  [[ $first == *"db: accepts at 127.0.0.1:18432"* ]]
  [[ $first == *"Done: this machine is a load balancer of facility primary."* ]]
  [[ $second == *"Nothing to do: this machine is as the options say."* ]]
  [[ $second == *unchanged* ]]
  [[ $second == *"check 0"* ]]
  [[ $second == *"from the primary facility"* ]]
  [[ $second == *"server primary-1 127.0.0.1:18081 check tier 1"* ]]
  [[ $second == *"server secondary-2 127.0.0.1:18082 check tier 2"* ]]
  [[ $second == *640* ]]
}

@test "killed at any step and run again, it completes" {
  # The shell that runs the script counts its commands and kills it at one of them.
  cat >"$root/root/killer.sh" <<'END'
case $0 in
  *provision.sh)
    set -T
    trap '[[ $BASH_COMMAND == *"${KILL_AT:-never}"* ]] && kill -9 $$' DEBUG
    ;;
esac
END
  inside '
    for at in "\${step}_do" "dpkg -i" "sysctl -e" "put \"\$LIMITS\"" "chmod \"\$2\"" "chgrp spillway" "mv \"\$file.new\"" "spillway -c" "install -d" "spillway -W" running_hash accepts; do
      BASH_ENV=/root/killer.sh KILL_AT=$at provision >/dev/null 2>&1
      echo "killed at $at: $?"
    done
    provision || exit 1
    provision | tail -n 1'
  [ "$status" = 0 ]
  [ "$(grep -c 'killed at .*: 137' <<<"$output")" -eq 12 ]
  [[ $output == *"Nothing to do: this machine is as the options say."* ]]
}

@test "--dry-run and --check change nothing" {
  inside '
    find / -xdev -newer /root/provision.sh -type f | sort >/tmp/before
    provision --dry-run; echo "dry $?"
    provision --check; echo "check $?"
    find / -xdev -newer /root/provision.sh -type f | grep -v /tmp/ | sort | comm -13 /tmp/before - | sed "s/^/touched /"'
  [[ $output == *"[1/6] install the package: would be done"* ]]
  [[ $output == *"dry 0"* ]]
  [[ $output == *"[1/6] install the package: DIFFERS"* ]]
  [[ $output == *"check 2"* ]]
  [[ $output != *touched* ]]
}

@test "drift is reported and mended without another service being touched" {
  inside '
    provision >/dev/null || exit 1
    echo "# by hand" >>/etc/spillway/conf.d/50-web.cfg
    provision --check; echo "check $?"
    provision || exit 1
    grep -c "by hand" /etc/spillway/conf.d/50-web.cfg'
  [[ $output == *"[4/6] write the configuration: DIFFERS"* ]]
  [[ $output == *"check 2"* ]]
  [[ $output == *"[4/6] write the configuration ..."* ]]
  [[ $output == *"[5/6] open the firewall: nothing to do"* ]]
  [ "${lines[-1]}" = 0 ]
}

@test "a step that fails is undone, and what was there before is there again" {
  inside '
    provision >/dev/null || exit 1
    cp -a /etc/spillway/conf.d /tmp/before
    ./provision.sh --package spillway.deb --service web --bind 127.0.0.1:18080 --server not.a.host.invalid:80,facility=primary; echo "code $?"
    diff -r /tmp/before /etc/spillway/conf.d && echo same
    get 18080 | head -n 1'
  [[ $output == *"step 'write the configuration' failed and was undone"* ]]
  [[ $output == *"could not resolve address 'not.a.host.invalid'"* ]]
  [[ $output == *"code 1"* ]]
  [[ $output == *same* ]]
  [[ $output == *"503 Service Unavailable"* ]]
}

@test "an upgrade of the package and a reload cut nobody off" {
  inside '
    provision >/dev/null || exit 1
    (while [ ! -e /tmp/enough ]; do get 18080 | head -n 1 | grep -q " 503 " && echo ok || echo failed; done >/tmp/answers) &
    before=$(pgrep -P "$(cat /run/spillway/spillway.pid)")
    dpkg -i spillway.deb >/dev/null 2>&1 && kill -USR2 "$(cat /run/spillway/spillway.pid)"
    while kill -0 "$before" 2>/dev/null; do sleep 0.1; done
    touch /tmp/enough
    wait
    sort /tmp/answers | uniq -c'
  [ "$status" = 0 ]
  [[ $output == *" ok"* ]]
  [[ $output != *failed* ]]
}

@test "nftables lets in SSH and what the services bind" {
  inside '
    provision --firewall nftables >/dev/null || exit 1
    nft list table inet spillway
    provision --firewall nftables | tail -n 1'
  [[ $output == *"tcp dport { 22, 18080, 18432 } accept"* ]]
  [[ $output == *"policy drop"* ]]
  [[ $output == *"Nothing to do"* ]]
}

@test "options that make no sense are told before anything is done" {
  inside '
    ./provision.sh --server 127.0.0.1:1,facility=primary
    ./provision.sh --service web --bind nowhere --server x
    ./provision.sh --service web --bind 127.0.0.1:80 --server 127.0.0.1:1,facility=third
    ./provision.sh --service web
    ./provision.sh --frobnicate 1
    printf "facility primary\nservice web\nmode udp\n" >a; ./provision.sh --answers a
    ls /var/lib/spillway-provision'
  [[ ${lines[0]} == *"--server stands before any --service"* ]]
  [[ ${lines[1]} == *"'nowhere' is no address with a port"* ]]
  [[ ${lines[2]} == *"facility 'third' is not in --order"* ]]
  [[ ${lines[3]} == *"service web listens nowhere"* ]]
  [[ ${lines[4]} == *"unknown option '--frobnicate'"* ]]
  [[ ${lines[5]} == *"'udp' (expected: http or tcp)"* ]]
  [[ ${lines[6]} == *"No such file or directory"* ]]
}
