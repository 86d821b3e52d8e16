import { readFileSync } from 'node:fs';
import { accounts, labFiles } from '../../demo/lab/lab-state.ts';
import type { Topology } from '../../src/domain/device.ts';
import type { Place } from '../../src/domain/place.ts';
import { NocturneError } from '../../src/errors.ts';
import { judgeLine } from '../../src/network/line-proof.ts';
import { type Connection, connectSsh } from '../../src/network/transport/ssh.ts';
import { findCommand } from '../../src/network/vendor.ts';
import { frr } from '../../src/network/vendors/frr.ts';

type End = Place & { interface: string };

/** The OSPF costs of the devices of a lab, as the product reads and changes them. */
export interface LabCosts {
  /** The cost in use. */
  read(end: End): Promise<number>;
  change(end: End, cost: number): Promise<void>;
  close(): void;
}

const limits = { timeoutMs: 15_000, maxBytes: 1_000_000 };

/** Opens a session with each device, with the product's own transport and vendor. Throws coded errors. */
export async function openLabCosts(topology: Topology): Promise<LabCosts> {
  const login = frr.logins.vtysh;
  const credential = { username: accounts.change, privateKey: readFileSync(labFiles.key, 'utf8') };
  const sessions = new Map<string, Connection>();
  for (const { name, management } of topology.devices) {
    const target = { device: name, ...management! };
    const session = await connectSsh({ target, credential, login, limits });
    sessions.set(name, session);
    for (const line of login.setup) await session.run(line);
  }
  const command = findCommand(frr, 'show-ospf-interface')!;
  return {
    async read({ device, interface: name }) {
      const { text } = await sessions.get(device)!.run(command.line.replace('{{interface}}', name));
      const cost = command.parse(text, { interface: name }).find((fact) => fact.name === 'ospf_cost')?.value;
      if (typeof cost !== 'number')
        throw new NocturneError('cost-unknown', `${device} does not tell the cost of ${name}`);
      return cost;
    },
    async change({ device, interface: name }, cost) {
      for (const line of ['configure terminal', `interface ${name}`, `ip ospf cost ${cost}`, 'end']) {
        const verdict = judgeLine(login, line, await sessions.get(device)!.run(line));
        if (verdict.outcome !== 'done')
          throw new NocturneError('device-refused', `${device} did not carry out "${line}": ${verdict.reason}`);
      }
    },
    close() {
      for (const session of sessions.values()) session.close();
    },
  };
}
