#!/bin/bash
# Restricted operator shell for a host with FRRouting: the login shell of the operator account. It does what vtysh has no words for, and
# nothing else: a line has one of the forms below or is refused.
#
#   show processes cpu | show processes memory
#   process restart zebra|ospfd|bgpd|staticd
#   copy-running NAME            keeps the running configuration under a name
#   frr-reload --test NAME       the lines that would go and come
#   frr-reload --reload NAME     makes the running configuration that copy again
#   revert-in SECONDS NAME       does so by itself after that time, unless
#   revert-cancel                is given; `show revert` tells what is armed
#
# It needs root, because frr-reload.py and watchfrr do. Copies live in /run/nocturne and are gone after a restart of the host.
[ "$1" = -c ] || { echo "% interactive use is not offered"; exit 1; }
set -f
line=$2
copies=/run/nocturne
reload=/usr/lib/frr/frr-reload.py
umask 077
mkdir -p $copies

refuse() { echo "% $1"; exit 1; }
need_copy() { [ -f "$copies/$1.conf" ] || refuse "No such snapshot: $1"; }
pending() { [ -f $copies/revert ] && read -r pid at copy < $copies/revert && kill -0 "$pid" 2>/dev/null; }
# The timer is the leader of a session of its own, so that its sleep ends with it.
cancel() { pending && kill -- "-$pid" 2>/dev/null; rm -f $copies/revert; }

name='([A-Za-z0-9][A-Za-z0-9._-]{0,63})'
if [[ $line == "show processes cpu" ]]; then
  exec top -b -n2 -d1 -w 100 < /dev/null | awk '/^top -/{n++} n==2 && $1 ~ /^[0-9]+$/ {print $1, $12, $9, $10}' | head -8
elif [[ $line == "show processes memory" ]]; then
  exec ps -eo pid,comm,rss,vsz --sort=-rss
elif [[ $line =~ ^process\ restart\ (zebra|ospfd|bgpd|staticd)$ ]]; then
  exec /usr/lib/frr/watchfrr.sh restart "${BASH_REMATCH[1]}"
elif [[ $line =~ ^copy-running\ $name$ ]]; then
  copy=${BASH_REMATCH[1]}
  vtysh -c 'show running-config' | sed '1,/^Current configuration:/d' > "$copies/$copy.new" || refuse "The configuration could not be read"
  grep -q '^end' "$copies/$copy.new" || refuse "The configuration could not be read whole"
  mv "$copies/$copy.new" "$copies/$copy.conf"
  echo "saved $copy, $(wc -l < "$copies/$copy.conf") lines"
elif [[ $line =~ ^frr-reload\ --test\ $name$ ]]; then
  need_copy "${BASH_REMATCH[1]}"
  exec $reload --test --stdout "$copies/${BASH_REMATCH[1]}.conf"
elif [[ $line =~ ^frr-reload\ --reload\ $name$ ]]; then
  need_copy "${BASH_REMATCH[1]}"
  $reload --reload "$copies/${BASH_REMATCH[1]}.conf" > $copies/last.log 2>&1 || refuse "frr-reload failed: $(tail -1 $copies/last.log)"
elif [[ $line =~ ^revert-in\ ([1-9][0-9]{0,4})\ $name$ ]]; then
  seconds=${BASH_REMATCH[1]} copy=${BASH_REMATCH[2]}
  need_copy "$copy"
  cancel
  setsid bash -c "sleep $seconds; rm -f $copies/revert; $reload --reload $copies/$copy.conf > $copies/last.log 2>&1" < /dev/null > /dev/null 2>&1 &
  echo "$! $(($(date +%s) + seconds)) $copy" > $copies/revert
  echo "revert to $copy in $seconds s"
elif [[ $line == revert-cancel ]]; then
  pending || refuse "no revert is pending"
  cancel
  echo "revert to $copy cancelled"
elif [[ $line == "show revert" ]]; then
  if pending; then echo "revert to $copy in $((at - $(date +%s))) s"; else echo "no revert is pending"; fi
else
  refuse "Unknown command: $line"
fi
