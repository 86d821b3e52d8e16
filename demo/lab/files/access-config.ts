import { management } from '../lab-spec.ts';
import { accounts } from '../lab-state.ts';

/** Where a device sees its own folder of the lab. */
export const insideFolder = '/run/lab';

/** OpenSSH's server on one device: keys only, and only the accounts of the lab. */
export function sshdConfig(): string {
  return [
    'Port 22',
    `HostKey ${insideFolder}/host-key`,
    'PidFile none',
    `AuthorizedKeysFile ${insideFolder}/authorized-keys`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    `AllowUsers ${[...new Set(Object.values(accounts))].join(' ')}`,
    'PermitRootLogin prohibit-password',
    'PrintMotd no',
    'PrintLastLog no',
    'X11Forwarding no',
    'AllowTcpForwarding no',
    // The operator shell asks systemctl to restart the service that reports telemetry, and a device of the lab has no systemd.
    `SetEnv PATH=${insideFolder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    '',
  ].join('\n');
}

/** For the agent of net-snmp. Every address of the management network may read. */
export function snmpdConfig(device: string, role: string): string {
  return [
    `rocommunity public ${management.address}`,
    `sysName ${device}`,
    'sysLocation lab',
    `sysDescr FRRouting, ${role} ${device}`,
    'maxGetbulkRepeats 200',
    'linkUpDownNotifications no',
    '',
  ].join('\n');
}

/** The accounts of this machine with those of the lab. What is given is the text of `/etc/passwd`, `/etc/shadow` and `/etc/group`. */
export function accountFiles(machine: { passwd: string; shadow: string; group: string }): typeof machine {
  const { change, operator } = accounts;
  const line = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
  return {
    passwd: `${line(machine.passwd)}${operator}:x:0:0:operator:/tmp:${insideFolder}/operator-shell\n${change}:x:20001:20001:network operator:/tmp:/usr/bin/vtysh\n`,
    shadow: `${line(machine.shadow)}${operator}:*:19000:0:99999:7:::\n${change}:*:19000:0:99999:7:::\n`,
    group: `${line(machine.group)
      .split('\n')
      .map((entry) => (/^(frr|frrvty):/.test(entry) ? `${entry}${entry.endsWith(':') ? '' : ','}${change}` : entry))
      .join('\n')}${change}:x:20001:\n`,
  };
}
