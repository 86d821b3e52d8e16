#!/bin/bash
# Restricted operator shell for a host with FRRouting: the login shell of the operator account. It does what vtysh has no words for, and
# nothing else: a line has one of the forms below or is refused.
#
#   show processes cpu | show processes memory
#   process restart zebra|ospfd|bgpd|staticd|telemetryd
#   copy-running NAME            keeps the running configuration under a name
#   frr-reload --test NAME       the lines that would go and come
#   frr-reload --reload NAME     makes the running configuration that copy again
#   revert-in SECONDS NAME       does so by itself after that time, unless
#   revert-cancel                is given; `show revert` tells what is armed
#
# The answer to a line that acts ends with `ok: …` and the exit status 0 when all of it was done, and with `% …` and another status when it was not.
# A connection that breaks stops nothing half-way: what was begun is finished, and each line may be sent again.
#
# It needs root, because frr-reload.py and watchfrr do. Copies live in /run/nocturne and are gone after a restart of the host.
[ "$1" = -c ] || { echo "% interactive use is not offered"; exit 1; }
set -f -o pipefail
# The connection may break at any moment: that must not end this shell between two steps.
trap : HUP INT TERM PIPE
line=$2
copies=/run/nocturne
reload=/usr/lib/frr/frr-reload.py
watchfrr=/usr/lib/frr/watchfrr.sh
# The service of this host that reports its telemetry: what `telemetryd` stands for.
telemetry=snmpd
umask 077
mkdir -p "$copies"

refuse() { echo "% $1"; exit 1; }
need_copy() { [ -f "$copies/$1.conf" ] || refuse "No such snapshot: $1"; }
# One at a time may touch the timer or the running configuration; the lock goes with the process that holds it.
lock() { exec 9> "$copies/lock"; flock -w 30 9 || refuse "another command is still running"; }
# A file is there whole or not at all.
put() { cat > "$copies/.$1.$$" && mv -f "$copies/.$1.$$" "$copies/$1"; }
# What is armed: the leader of a process group of its own, when it ends, and the copy.
pending() { [ -f "$copies/revert" ] && read -r pid at copy < "$copies/revert" && kill -0 "$pid" 2>/dev/null; }
ended() { [ -f "$copies/revert-ended" ] && read -r how copy < "$copies/revert-ended"; }
# Out of reach of whatever becomes of the connection.
restore() { setsid -w "$reload" --reload "$copies/$1.conf" > "$copies/last.log" 2>&1 < /dev/null 9>&-; }

# The timer. What it does when the time is over begins with the lock, so that it can't be called off in the middle of it. It waits longer than a
# command does, and whoever holds the lock even then hangs: the way back must not depend on that.
wait_and_restore() {
  trap '' HUP
  sleep "$1"
  exec 9> "$copies/lock"
  flock -w 600 9
  pending && [ "$pid" = "$BASHPID" ] || return
  echo "fired $copy" | put revert-ended
  rm -f "$copies/revert"
  restore "$copy" || echo "failed $copy" | put revert-ended
}

name='([A-Za-z0-9][A-Za-z0-9._-]{0,63})'
if [[ $line == "show processes cpu" ]]; then
  top -b -n2 -d1 -w 100 < /dev/null | awk '/^top -/{n++} n==2 && $1 ~ /^[0-9]+$/ && shown++ < 8 {print $1, $12, $9, $10}' || refuse "top failed"
elif [[ $line == "show processes memory" ]]; then
  ps -eo pid,comm,rss,vsz --sort=-rss || refuse "ps failed"
elif [[ $line =~ ^process\ restart\ (zebra|ospfd|bgpd|staticd)$ ]]; then
  process=${BASH_REMATCH[1]}
  lock
  # The daemon keeps what it inherits, and would end with its first word to a session that is closed.
  setsid -w "$watchfrr" restart "$process" > "$copies/last.log" 2>&1 < /dev/null 9>&- || refuse "$process was not restarted"
  echo "ok: restarted $process"
elif [[ $line == "process restart telemetryd" ]]; then
  setsid -w systemctl restart "$telemetry" < /dev/null || refuse "telemetryd was not restarted"
  echo "ok: restarted telemetryd"
elif [[ $line =~ ^copy-running\ $name$ ]]; then
  copy=${BASH_REMATCH[1]}
  lock
  running=$(setsid -w vtysh -c 'show running-config' < /dev/null 9>&-) || refuse "The configuration could not be read"
  [[ $running == *$'\nCurrent configuration:\n'* && $running == *$'\nend' ]] || refuse "The configuration could not be read whole"
  echo "${running#*$'\nCurrent configuration:\n'}" | put "$copy.conf" || refuse "The copy could not be written"
  echo "ok: saved $copy, $(wc -l < "$copies/$copy.conf") lines"
elif [[ $line =~ ^frr-reload\ --test\ $name$ ]]; then
  need_copy "${BASH_REMATCH[1]}"
  "$reload" --test --stdout "$copies/${BASH_REMATCH[1]}.conf" || refuse "frr-reload failed"
elif [[ $line =~ ^frr-reload\ --reload\ $name$ ]]; then
  copy=${BASH_REMATCH[1]}
  need_copy "$copy"
  lock
  restore "$copy" || refuse "frr-reload failed: $(tail -1 "$copies/last.log")"
  echo "ok: reloaded $copy"
elif [[ $line =~ ^revert-in\ ([1-9][0-9]{0,4})\ $name$ ]]; then
  seconds=${BASH_REMATCH[1]} copy=${BASH_REMATCH[2]}
  need_copy "$copy"
  lock
  former=; pending && former=$pid
  copy=${BASH_REMATCH[2]}
  # The new timer is there before the former one goes, so that no moment is without one.
  set -m # a process group of its own, so that its sleep ends with it
  wait_and_restore "$seconds" < /dev/null > /dev/null 2>&1 9>&- &
  timer=$!
  set +m
  echo "$timer $(($(date +%s) + seconds)) $copy" | put revert || { kill -- "-$timer"; refuse "The timer could not be written down"; }
  [ -n "$former" ] && kill -- "-$former" 2>/dev/null
  rm -f "$copies/revert-ended"
  pending || refuse "The timer does not run"
  echo "ok: revert to $copy in $seconds s"
elif [[ $line == revert-cancel ]]; then
  lock
  if pending; then
    echo "cancelled $copy" | put revert-ended || refuse "The timer could not be called off"
    rm -f "$copies/revert"
    kill -- "-$pid" 2>/dev/null
    echo "ok: revert to $copy cancelled"
  elif ended && [ "$how" = cancelled ]; then
    echo "ok: revert to $copy cancelled before"
  elif ended; then
    refuse "no revert is pending: the one to $copy has $how"
  else
    refuse "no revert is pending"
  fi
elif [[ $line == "show revert" ]]; then
  if pending; then
    echo "revert to $copy in $((at - $(date +%s))) s"
  else
    echo "no revert is pending"
  fi
else
  refuse "Unknown command: $line"
fi
