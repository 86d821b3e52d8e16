#!/bin/bash
# PID 1 of one device of the lab, in namespaces of its own for mounts, processes, host name and network.   device.sh NAME FOLDER
#
# It gives the device its own /run, /etc/frr, accounts and figures of CPU and memory, starts FRRouting, the SNMP agent and OpenSSH, and
# waits. The device is gone when it ends.
set -u
name=$1 folder=$2
hostname "$name"
mount --make-rprivate /

# The folder of the lab is below /run, so the new /run holds it before it takes that place.
mkdir -p "$folder/run"
mount -t tmpfs -o mode=755,size=16m lab "$folder/run"
mkdir -p "$folder/run/frr" "$folder/run/sshd" "$folder/run/lock" "$folder/run/lab"
chown frr:frr "$folder/run/frr"
mount --bind "$folder" "$folder/run/lab"
mount --move "$folder/run" /run
lab=/run/lab

mount --bind $lab/etc-frr /etc/frr
mount --bind $lab/log /var/log/frr
mount --bind $lab/snmp /var/lib/snmp
for file in passwd group shadow; do mount --bind $lab/$file /etc/$file; done
# CPU and memory of this device alone, for its SNMP agent and for `top`; figures.ts writes them.
for file in stat meminfo loadavg cpuinfo; do mount --bind $lab/proc/$file /proc/$file; done

sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.fib_multipath_hash_policy=1
# A seed of its own, or all devices would sort flows in the same way. Kernels before 6.11 have one seed for all.
sysctl -qw "net.ipv4.fib_multipath_hash_seed=$(($(cksum <<< "$name" | cut -d' ' -f1) | 1))" 2> /dev/null
# As after a restart: nothing on the ports is left from before.
for port in $(ls /sys/class/net); do
  ip link set "$port" down
  ip addr flush dev "$port" 2> /dev/null
  ip link set "$port" up
done

$lab/bin/systemctl restart snmpd
/usr/sbin/sshd -D -e -f $lab/sshd_config >> $lab/log/sshd.out 2>&1 < /dev/null &
/usr/lib/frr/frrinit.sh start >> $lab/log/frrinit.out 2>&1 < /dev/null
echo up > $lab/state
trap 'exit 0' TERM
while :; do
  sleep 3600 &
  wait $!
done
