#!/bin/bash
# What a device of the lab has in place of systemd: the operator shell asks it for one thing.
[ "$*" = "restart snmpd" ] || { echo "systemctl of the lab restarts snmpd and does nothing else" >&2; exit 1; }
old=$(cat /run/snmpd.pid 2> /dev/null) && kill "$old" 2> /dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -n "$old" ] && kill -0 "$old" 2> /dev/null && sleep 0.1
done
# It shall outlive the session that asked.
setsid snmpd -f -LS0-5d -C -c /run/lab/snmpd.conf -p /run/snmpd.pid udp:161 >> /run/lab/log/snmpd.out 2>&1 < /dev/null &
