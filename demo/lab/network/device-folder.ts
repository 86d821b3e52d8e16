import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NetworkSpec } from '../../network/spec.ts';
import { generateKeyPair, type KeyPair } from '../../network/ssh/generate-key.ts';
import { accountFiles, snmpdConfig, sshdConfig } from '../files/access-config.ts';
import { daemonsFile, frrConfig, vtyshConfig } from '../files/frr-config.ts';
import { nominal } from '../lab-spec.ts';
import { filesOf, labFiles } from '../lab-state.ts';
import { procFiles } from './figures.ts';
import { env } from './run.ts';

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes everything that a device reads when it starts. Gives the public line of its host key. */
export function writeDeviceFolder(spec: NetworkSpec, device: string, operator: KeyPair): string {
  const { folder, figures, log } = filesOf(device);
  const frr = join(folder, 'etc-frr');
  for (const each of [frr, figures, log, join(folder, 'bin'), join(folder, 'snmp')])
    mkdirSync(each, { recursive: true });
  writeFileSync(join(frr, 'frr.conf'), frrConfig(spec, device));
  writeFileSync(join(frr, 'daemons'), daemonsFile(device));
  writeFileSync(join(frr, 'vtysh.conf'), vtyshConfig(device));
  copyFileSync('/etc/frr/support_bundle_commands.conf', join(frr, 'support_bundle_commands.conf'));
  execFileSync('chown', ['-R', 'frr:frr', frr, log], { env });
  writeFileSync(join(folder, 'snmpd.conf'), snmpdConfig(device, spec.devices[device]!.role));
  writeFileSync(join(folder, 'sshd_config'), sshdConfig());
  const machine = { passwd: '/etc/passwd', shadow: '/etc/shadow', group: '/etc/group' };
  const [passwd, shadow, group] = Object.values(machine).map((file) => readFileSync(file, 'utf8'));
  for (const [name, text] of Object.entries(accountFiles({ passwd: passwd!, shadow: shadow!, group: group! })))
    writeFileSync(join(folder, name), text, { mode: name === 'shadow' ? 0o640 : 0o644 });
  const hostKey = generateKeyPair(device);
  writeFileSync(join(folder, 'host-key'), hostKey.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'authorized-keys'), `${operator.publicKey}\n`, { mode: 0o644 });
  copyFileSync(beside('../../../docs/frr-operator-shell.sh'), join(folder, 'operator-shell'));
  copyFileSync(beside('../systemctl.sh'), join(folder, 'bin', 'systemctl'));
  for (const program of ['hog', 'flow-exporter'])
    copyFileSync(join(labFiles.programs, program), join(folder, 'bin', program));
  for (const program of ['operator-shell', 'bin/systemctl']) chmodSync(join(folder, program), 0o755);
  const nothing = { cpu: { user: 0, system: 0 }, seconds: 0, memoryKb: 0, processes: 1, running: 0 };
  for (const [name, text] of Object.entries(procFiles(nothing, nominal).files))
    writeFileSync(join(figures, name), text);
  return hostKey.publicKey;
}
