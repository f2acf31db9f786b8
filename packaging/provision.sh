#!/bin/bash
# Makes a load balancer of a machine with Ubuntu LTS or Debian: installs the package, tunes the kernel, writes the
# configuration, opens the firewall, starts the service and asks it for an answer. Run it again at any time: it does
# what is still to do, and says so where that is nothing.
set -u
shopt -s inherit_errexit

readonly CONFIG=/etc/spillway/conf.d
readonly STATE=/var/lib/spillway-provision
readonly LIMITS=/etc/security/limits.d/60-spillway.conf
readonly SYSCTL=/usr/lib/sysctl.d/60-spillway.conf
readonly NFTABLES=/etc/nftables.d/spillway.nft

usage() {
  cat <<'END'
Usage: sudo ./provision.sh [options]

  --package FILE           the Debian package of Spillway
  --facility NAME          the facility that this machine is in (primary)
  --order NAME,NAME...     facilities by preference: all instances prefer the first one's servers (primary,secondary)
  --service NAME           begins a service; the next four options belong to it
    --mode http|tcp          what it carries (http)
    --bind ADDRESS:PORT      where clients connect; several times for several addresses
    --server ADDRESS:PORT,facility=NAME[,name=NAME]
                             a server; several times
    --check PATH             asks servers of mode http for this path (default: connects only)
  --backup TARGET          nightly backups of the configuration: s3://BUCKET/PREFIX or a directory
  --backup-key FILE        encrypts keys in backups; made where it does not exist
  --backup-region REGION   of the bucket (us-east-1)
  --firewall KIND          ufw, nftables or none (ufw where it is active, else none); nftables lets in SSH, what the
                           services bind, and nothing else
  --ssh-port PORT          the port of SSH that nftables keeps open (22)
  --answers FILE           reads options from a file, one a line: 'facility primary'
  --dry-run                only tells what would be done
  --check                  only tells what differs from what the options say; exit code 2 where something does
  --log FILE               keeps what commands print (/var/log/spillway-provision.log)

Without --service, the configuration in /etc/spillway/conf.d is left alone.

Example, on the load balancer of the primary facility:
  sudo ./provision.sh --package spillway.deb --facility primary \
    --service web --bind 0.0.0.0:80 --check /health \
      --server 10.0.1.11:8080,facility=primary --server 10.0.2.11:8080,facility=secondary \
    --service postgresql --mode tcp --bind 0.0.0.0:5432 \
      --server 10.0.1.21:5432,facility=primary --server 10.0.2.21:5432,facility=secondary \
    --backup s3://lb-backups/edge --backup-key /etc/spillway/backup.key
END
}

fail() {
  echo "provision: $*" >&2
  exit 1
}

# ---- What is asked for ----

package='' facility=primary order=primary,secondary backup='' backup_key='' backup_region=us-east-1
firewall=auto ssh_port=22 log=/var/log/spillway-provision.log how=apply
services=()
declare -A mode=() binds=() servers=() path=()
service=''

need_service() { [ -n "$service" ] || fail "$1 stands before any --service (expected: --service NAME $1 ...)"; }

# An address and a port, as 10.0.1.11:8080 or [2001:db8::1]:8080.
is_endpoint() { [[ $1 =~ ^([0-9A-Za-z.*-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$ ]] && [ "${1##*:}" -ge 1 ] && [ "${1##*:}" -le 65535 ]; }

is_name() { [[ $1 =~ ^[A-Za-z0-9_.-]{1,64}$ ]]; }

add_server() {
  local endpoint=${1%%,*} word site='' name=''
  is_endpoint "$endpoint" || fail "--server: '$endpoint' is no address with a port (expected: 10.0.1.11:8080,facility=NAME)"
  local IFS=,
  for word in ${1#"$endpoint"}; do
    case $word in
      '') ;;
      facility=*) site=${word#facility=} ;;
      name=*) name=${word#name=} ;;
      *) fail "--server: unknown word '$word' (expected: facility=NAME or name=NAME)" ;;
    esac
  done
  case ",$order," in
    *",$site,"*) ;;
    *) fail "--server $endpoint: facility '$site' is not in --order (expected: facility=NAME with one of $order)" ;;
  esac
  is_name "${name:-x}" || fail "--server $endpoint: '$name' is no name"
  servers[$service]+="$endpoint,$site,$name "
}

option() { # NAME VALUE
  case $1 in
    package) package=$2 ;;
    facility) is_name "$2" || fail "--facility: '$2' is no name"; facility=$2 ;;
    order) order=$2 ;;
    service)
      is_name "$2" || fail "--service: '$2' is no name (expected: letters, digits, '-', '_' and '.')"
      [ -z "${mode[$2]-}" ] || fail "--service $2 is given twice"
      service=$2 services+=("$2") mode[$2]=http binds[$2]='' servers[$2]='' path[$2]=''
      ;;
    mode)
      need_service --mode
      case $2 in http | tcp) mode[$service]=$2 ;; *) fail "--mode: '$2' (expected: http or tcp)" ;; esac
      ;;
    bind)
      need_service --bind
      is_endpoint "$2" || fail "--bind: '$2' is no address with a port (expected: 0.0.0.0:80)"
      binds[$service]+="$2 "
      ;;
    server) need_service --server; add_server "$2" ;;
    check)
      need_service --check
      [[ $2 =~ ^/[!-~]*$ ]] || fail "--check: '$2' is no path (expected: /health)"
      path[$service]=$2
      ;;
    backup) [[ $2 =~ ^(s3:)?/[!-~]+$ ]] || fail "--backup: '$2' is no place (expected: s3://BUCKET/PREFIX or a directory)"; backup=$2 ;;
    backup-key) [[ $2 =~ ^/[!-~]+$ ]] || fail "--backup-key: '$2' is not absolute"; backup_key=$2 ;;
    backup-region) backup_region=$2 ;;
    firewall) case $2 in ufw | nftables | none) firewall=$2 ;; *) fail "--firewall: '$2' (expected: ufw, nftables or none)" ;; esac ;;
    ssh-port) [[ $2 =~ ^[0-9]{1,5}$ ]] || fail "--ssh-port: '$2' is no port"; ssh_port=$2 ;;
    log) log=$2 ;;
    answers) answers "$2" ;;
    *) fail "unknown option '--$1' ('--help' lists all)" ;;
  esac
}

answers() {
  [ -r "$1" ] || fail "--answers: cannot read '$1'"
  local name value
  while read -r name value; do
    case $name in '' | '#'*) continue ;; esac
    option "$name" "$value"
  done <"$1"
}

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --dry-run) how=tell; shift ;;
    # With a path, --check belongs to a service; alone, it asks for a report.
    --check)
      if [ $# -gt 1 ] && [ "${2#/}" != "$2" ]; then option check "$2"; shift 2; else how=compare; shift; fi
      ;;
    --*) [ $# -gt 1 ] || fail "'$1' expects a value ('--help' lists all)"; option "${1#--}" "$2"; shift 2 ;;
    *) fail "'$1' is no option ('--help' lists all)" ;;
  esac
done
case ",$order," in *",$facility,"*) ;; *) fail "--facility $facility is not in --order $order" ;; esac
for service in ${services[@]+"${services[@]}"}; do
  [ -n "${binds[$service]}" ] || fail "service $service listens nowhere (expected: --bind ADDRESS:PORT)"
  [ -n "${servers[$service]}" ] || fail "service $service has no server (expected: --server ADDRESS:PORT,facility=NAME)"
done
[ "$(id -u)" = 0 ] || fail "this needs root (expected: sudo $0 ...)"
# shellcheck disable=SC1091 # it is there on every such machine
system=$(. /etc/os-release 2>/dev/null; echo "${ID:-unknown} ${VERSION_ID:-}")
case $system in
  'ubuntu 22.04' | 'ubuntu 24.04' | 'ubuntu 26.04' | 'debian '*) ;;
  *) fail "this machine runs $system (expected: Ubuntu 22.04, 24.04 or 26.04, or Debian)" ;;
esac

# ---- Tools ----

say() { echo "$*"; [ "$how" != apply ] || echo "$(date -u +%FT%TZ) $*" >>"$log"; }
run() { echo "+ $*" >>"$log"; "$@" >>"$log" 2>&1; }
has_systemd() { [ -d /run/systemd/system ]; }
same() { [ -f "$1" ] && cmp -s "$1" <(printf '%s\n' "$2"); }

# Writes a file whole or not at all, unless it is so already: FILE MODE CONTENT.
written=()
put() {
  local file=$1
  ! same "$file" "$3" || return 0
  run mkdir -p "$(dirname "$file")" || return
  [ ! -e "$file" ] || run cp -p "$file" "$STATE/undo.$(basename "$file")" || return
  written+=("$file")
  printf '%s\n' "$3" >"$file.new" && run chmod "$2" "$file.new" && run mv "$file.new" "$file"
}
# Makes the files that this step wrote what they were before.
put_back() {
  local file kept
  for file in ${written[@]+"${written[@]}"}; do
    kept=$STATE/undo.$(basename "$file")
    if [ -e "$kept" ]; then run mv "$kept" "$file"; else run rm -f "$file" "$file.new"; fi
  done
}

# ---- What files shall hold ----

service_file() {
  local name=$1 endpoint site given count=0 all rank bind
  echo "# Service $name. Written by provision.sh for facility $facility; changes here are replaced when it runs again."
  echo "frontend $name"
  echo "    mode ${mode[$name]}"
  for bind in ${binds[$name]}; do echo "    bind $bind"; done
  if [ "${mode[$name]}" = http ]; then
    echo "    option httplog"
    echo "    option forwardfor"
  else
    echo "    option tcplog"
  fi
  echo "    default_backend $name-servers"
  echo
  echo "# Servers of the first facility serve all clients; those of the next ones stand in while none of them can."
  echo "backend $name-servers"
  echo "    mode ${mode[$name]}"
  echo "    balance roundrobin"
  [ -z "${path[$name]}" ] || echo "    option httpchk GET ${path[$name]}"
  while IFS=, read -r endpoint site given; do
    [ -n "$endpoint" ] || continue
    # Before the facility in the list stand as many commas as facilities that are preferred to it.
    all=,$order, rank=${all%%",$site,"*}
    count=$((count + 1)) rank=${rank//[!,]/}
    echo "    server ${given:-$site-$count} $endpoint check tier $((${#rank} + 1))"
  done < <(tr ' ' '\n' <<<"${servers[$name]}")
}

backup_file() {
  echo "# Nightly backups of this configuration. Written by provision.sh."
  echo "config-backup"
  if [ "${backup#s3://}" != "$backup" ]; then echo "    to $backup region $backup_region"; else echo "    to $backup"; fi
  [ -z "$backup_key" ] || echo "    key-file $backup_key"
}

limits_file() {
  cat <<'END'
# For shells and services of the user spillway that systemd does not start: a connection of a client takes a descriptor,
# and one to a server another; 50,000 of both, and as much again while a reload overlaps.
spillway soft nofile 131072
spillway hard nofile 131072
END
}

ports() { local name bind; for name in "${services[@]}"; do for bind in ${binds[$name]}; do echo "${bind##*:}"; done; done | sort -nu; }

nftables_file() {
  echo "# What may come in. Written by provision.sh for what the services bind."
  echo "table inet spillway"
  echo "delete table inet spillway"
  cat <<END
table inet spillway {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    # ICMP, of both versions of IP.
    meta l4proto { 1, 58 } accept
    tcp dport { $ssh_port$(ports | sed 's/^/, /' | tr -d '\n') } accept
  }
}
END
}

firewall_kind() {
  case $firewall in
    auto) if command -v ufw >/dev/null && ufw status 2>/dev/null | grep -q '^Status: active'; then echo ufw; else echo none; fi ;;
    *) echo "$firewall" ;;
  esac
}

# ---- The steps: NAME_is_done, NAME_do, NAME_undo ----

package_is_done() {
  local wanted
  [ "$(dpkg-query -W -f '${Status}' spillway 2>/dev/null)" = 'install ok installed' ] || return
  [ -n "$package" ] || return 0
  wanted=$(dpkg-deb -f "$package" Version 2>/dev/null) || return
  [ "$(dpkg-query -W -f '${Version}' spillway)" = "$wanted" ]
}
package_do() {
  [ -n "$package" ] || { echo "no package is installed, and none is named (expected: --package FILE)" >&2; return 1; }
  [ -r "$package" ] || { echo "cannot read '$package'" >&2; return 1; }
  export DEBIAN_FRONTEND=noninteractive
  # What an interrupted run left half-configured comes first.
  run dpkg --configure -a
  run dpkg -i "$package" && return
  run apt-get -q update && run apt-get -q -y --no-install-recommends -f install && package_is_done
}
package_undo() { run dpkg -r spillway || true; }

kernel_is_done() {
  local name value
  while IFS='=' read -r name value; do
    [[ $name =~ ^[a-z] ]] || continue
    name=${name// /} value=${value# }
    # What this machine's kernel or container does not let be set cannot be missing.
    [ -w "/proc/sys/${name//.//}" ] || continue
    [ "$(tr -s '\t ' ' ' <"/proc/sys/${name//.//}")" = "$value" ] || return
  done <"$SYSCTL"
}
kernel_do() { run sysctl -e -p "$SYSCTL"; }
kernel_undo() { :; }

limits_is_done() { same "$LIMITS" "$(limits_file)"; }
limits_do() { put "$LIMITS" 0644 "$(limits_file)"; }
limits_undo() { put_back; }

configuration_is_done() {
  local name
  for name in ${services[@]+"${services[@]}"}; do same "$CONFIG/50-$name.cfg" "$(service_file "$name")" || return; done
  [ -z "$backup" ] || same "$CONFIG/80-backup.cfg" "$(backup_file)" || return
  [ -z "$backup_key" ] || [ -s "$backup_key" ]
}
configuration_do() {
  local name
  if [ -n "$backup_key" ] && [ ! -s "$backup_key" ]; then
    (umask 077 && head -c 32 /dev/urandom | base64 >"$backup_key.new") && run chgrp spillway "$backup_key.new" &&
      run chmod 0640 "$backup_key.new" && run mv "$backup_key.new" "$backup_key" || return
    echo "    A key for backups was made: keep a copy of $backup_key elsewhere, without it they cannot be decrypted."
  fi
  for name in ${services[@]+"${services[@]}"}; do
    put "$CONFIG/50-$name.cfg" 0640 "$(service_file "$name")" || return
  done
  [ -z "$backup" ] || put "$CONFIG/80-backup.cfg" 0640 "$(backup_file)" || return
  run chgrp -R spillway "$CONFIG" || return
  if ! spillway -c -q -f "$CONFIG" >>"$log" 2>&1; then
    spillway -c -f "$CONFIG" >&2
    return 1
  fi
}
configuration_undo() { put_back; }

firewall_is_done() {
  local port
  case $(firewall_kind) in
    none) return 0 ;;
    ufw) for port in $(ports); do ufw status | grep -q "^$port/tcp *ALLOW" || return; done ;;
    nftables) same "$NFTABLES" "$(nftables_file)" && nft list table inet spillway >/dev/null 2>&1 && grep -qs nftables.d /etc/nftables.conf ;;
  esac
}
firewall_do() {
  local port
  case $(firewall_kind) in
    ufw) for port in $(ports); do run ufw allow "$port/tcp" || return; done ;;
    nftables)
      put "$NFTABLES" 0644 "$(nftables_file)" && run nft -f "$NFTABLES" || return
      grep -qs nftables.d /etc/nftables.conf || echo 'include "/etc/nftables.d/*.nft"' >>/etc/nftables.conf || return
      if has_systemd; then run systemctl enable nftables.service; fi
      ;;
  esac
}
firewall_undo() { [ "$(firewall_kind)" != nftables ] || { run nft delete table inet spillway; put_back; }; }

# The process of a machine without systemd, a container say.
pid() { cat /run/spillway/spillway.pid 2>/dev/null; }
is_running() { if has_systemd; then systemctl is-active --quiet spillway; else kill -0 "$(pid)" 2>/dev/null; fi; }
running_hash() { cat "$CONFIG"/*.cfg 2>/dev/null | sha256sum; dpkg-query -W -f '${Version}' spillway 2>/dev/null; }

service_is_done() { is_running && [ "$(cat "$STATE/running" 2>/dev/null)" = "$(running_hash)" ]; }
service_do() {
  if has_systemd; then
    run systemctl enable spillway || return
    if is_running; then run systemctl reload spillway; else run systemctl start spillway; fi || { journalctl -u spillway -n 20 --no-pager >&2; return 1; }
  elif is_running; then
    run kill -USR2 "$(pid)"
  else
    run install -d -o spillway -g spillway /run/spillway || return
    # The process writes to the terminal's end of the log, and to nobody who waits for it.
    spillway -W -D -f "$CONFIG" -p /run/spillway/spillway.pid </dev/null >>"$log" 2>&1 || { tail -n 5 "$log" >&2; return 1; }
  fi
  running_hash >"$STATE/running"
}
service_undo() { rm -f "$STATE/running"; }

# Whether somebody accepts at ADDRESS:PORT, within ten seconds.
accepts() {
  local host=${1%:*} tries
  case $host in 0.0.0.0 | '*' | '[::]') host=127.0.0.1 ;; esac
  host=${host#[} host=${host%]}
  for tries in {1..50}; do
    (exec 3<>"/dev/tcp/$host/${1##*:}") 2>/dev/null && return
    sleep 0.2
  done
  echo "nobody accepts at $1 after $((tries / 5)) s" >&2
  return 1
}

# The status of an answer to a request at ADDRESS:PORT.
ask() {
  local host=${1%:*} line
  case $host in 0.0.0.0 | '*' | '[::]') host=127.0.0.1 ;; esac
  host=${host#[} host=${host%]}
  exec 3<>"/dev/tcp/$host/${1##*:}" || return
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "${2:-/}" >&3
  IFS= read -r -t 10 line <&3
  exec 3>&-
  [[ $line =~ ^HTTP/1\.[01]\ ([0-9]{3}) ]] && echo "${BASH_REMATCH[1]}"
}

# ---- At work ----

steps=(package kernel limits configuration firewall service)
declare -A title=(
  [package]='install the package'
  [kernel]='tune the kernel'
  [limits]='raise the limits of descriptors'
  [configuration]='write the configuration'
  [firewall]='open the firewall'
  [service]='run the service'
)
changed=0 drift=0
if [ "$how" = apply ]; then
  { mkdir -p "$STATE" && touch "$log"; } || fail "cannot write $STATE and $log"
  exec 9>"$STATE/lock"
  flock -n 9 || fail "another provision.sh is at work"
fi

number=0
for step in "${steps[@]}"; do
  number=$((number + 1))
  text="[$number/${#steps[@]}] ${title[$step]}"
  # What comes after a package that is not there cannot be looked at.
  if [ "$how" != apply ] && [ "$step" != package ] && ! package_is_done; then
    say "$text: follows once the package is installed"
    continue
  fi
  if "${step}_is_done" 2>/dev/null; then
    say "$text: nothing to do"
  elif [ "$how" = compare ]; then
    say "$text: DIFFERS"
    drift=1
  elif [ "$how" = tell ]; then
    say "$text: would be done"
  else
    rm -f "$STATE"/undo.*
    written=()
    say "$text ..."
    # The lock is this script's alone: what it starts must not keep it.
    if ! "${step}_do" 9>&-; then
      "${step}_undo" 9>&-
      fail "step '${title[$step]}' failed and was undone; $log has what its commands said. Run this again once it is mended."
    fi
    changed=1
  fi
done

if [ "$how" = compare ]; then
  [ $drift = 0 ] && package_is_done && { say "This machine is as the options say."; exit 0; }
  exit 2
fi
[ "$how" = apply ] || exit 0

say ""
for service in ${services[@]+"${services[@]}"}; do
  for bind in ${binds[$service]}; do
    accepts "$bind" || fail "service $service does not serve; see $log"
    if [ "${mode[$service]}" = http ]; then
      status=$(ask "$bind" "${path[$service]:-/}") || fail "service $service does not answer at $bind"
      say "$service: answers at $bind with status $status$([ "$status" != 503 ] || echo ' (none of its servers is up)')"
    else
      say "$service: accepts at $bind"
    fi
  done
done
[ -z "$backup" ] || say "backups: to $backup each night"
if [ $changed = 0 ]; then say "Nothing to do: this machine is as the options say."; else say "Done: this machine is a load balancer of facility $facility."; fi
