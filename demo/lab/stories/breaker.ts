import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { parse, stringify } from 'yaml';

/** A way to the devices that can break: one port of this machine for each device, in front of its SSH. */
export interface Breaker {
  /** The inventory with the ports in the place of the devices' own addresses. */
  reroute(topology: string): string;
  /** Counts connections anew, and does something once a connection has passed on so many pieces of what the product sends. Null only counts. */
  arm(at: BreakPoint | null): void;
  /** The connections that were opened since, in their order. */
  seen(): { device: string; pieces: number }[];
  /** Whether what was armed has been done. */
  readonly done: boolean;
  close(): void;
}

export interface BreakPoint {
  /** Counted from 0 on. */
  connection: number;
  pieces: number;
  /** What happens; the connection is cut when it is left out. */
  act?: (device: string) => void;
}

/** `devices` are addresses by name, `port` is that of their SSH. */
export async function createBreaker(devices: ReadonlyMap<string, string>, port = 22): Promise<Breaker> {
  let seen: { device: string; pieces: number }[] = [];
  let armed: BreakPoint | null = null;
  let done = false;
  const servers = new Map<string, Server>();

  function serve(device: string, address: string): Server {
    return createServer((client) => {
      const own = { device, pieces: 0 };
      const number = seen.push(own) - 1;
      const list = seen;
      const far = connect({ host: address, port });
      const cut = () => {
        client.destroy();
        far.destroy();
      };
      client.setNoDelay(true);
      far.setNoDelay(true);
      client.on('data', (piece: Buffer) => {
        far.write(piece);
        own.pieces++;
        if (list !== seen || !armed || done || number !== armed.connection || own.pieces < armed.pieces) return;
        done = true;
        // The device gets this piece, and its answer gets lost.
        if (armed.act) armed.act(device);
        else setTimeout(cut, 5);
      });
      far.on('data', (piece: Buffer) => client.write(piece));
      for (const end of [client, far]) end.on('error', cut).on('close', cut);
    });
  }

  for (const [device, address] of devices) {
    const server = serve(device, address).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.set(device, server);
  }
  return {
    reroute(topology) {
      const inventory = parse(topology) as { devices: Record<string, { management: object }> };
      for (const [device, server] of servers)
        Object.assign(inventory.devices[device]!.management, {
          address: '127.0.0.1',
          port: (server.address() as AddressInfo).port,
        });
      return stringify(inventory, { lineWidth: 0 });
    },
    arm(at) {
      [seen, armed, done] = [[], at, false];
    },
    seen: () => structuredClone(seen),
    get done() {
      return done;
    },
    close() {
      for (const server of servers.values()) server.close();
    },
  };
}
