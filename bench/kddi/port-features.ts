import type { CoreMinute } from '../datasets/kddi-ipcore.ts';
import type { CoreContext } from './core-context.ts';
import type { PortBalances } from './port-balances.ts';

/**
 * Features that ask "is it this port?" of each port of one complete minute: its shortfall, how far its rates are from what is typical for it,
 * how it ranks among all ports, its device's and its group's, the far end of its link, and the CPU of its device. All ports share one model,
 * so that a fault seen on one teaches about the others. One row per port.
 */
export function describePorts(minute: CoreMinute, balances: PortBalances, context: CoreContext): number[][] {
  const { layout, typical, group } = context;
  const ports = [...layout.ports.keys()];
  const rows = ports.map((): number[] => []);
  const push = (values: ArrayLike<number>) => {
    for (const p of ports) rows[p]!.push(values[p]!);
  };

  for (const values of Object.values(balances)) push(values);
  for (const values of [minute.inPps, minute.outPps, minute.rxPps, minute.txPps, minute.adminUp]) push(values);
  const relative = (values: Float64Array, usual: Float64Array, least: number) =>
    values.map((value, p) => (value - usual[p]!) / (Math.abs(usual[p]!) + least));
  const inRelative = relative(minute.inPps, typical.inPps, 0.1);
  const rxRelative = relative(minute.rxPps, typical.rxPps, 1);
  const inScaled = minute.inPps.map((value, p) => (value - typical.inPps[p]!) / Math.sqrt(typical.inPps[p]! + 0.05));
  push(inRelative);
  push(rxRelative);
  push(inScaled);
  push(relative(minute.outPps, typical.outPps, 0.1));
  push(relative(minute.txPps, typical.txPps, 1));

  const suspicions = [
    balances.significanceIn,
    balances.shareIn,
    balances.shareRx,
    inScaled.map((value) => -value),
    inRelative.map((value) => -value),
    rxRelative.map((value) => -value),
  ];
  for (const values of suspicions) {
    const lead = findLeads(values, () => 0);
    push(lead);
    push(values.map((value, p) => value - lead[p]!));
    push(ports.map((p) => ports.filter((q) => values[q]! > values[p]!).length));
    push(findLeads(values, (p) => layout.devices.indexOf(layout.ports[p]!.device)));
    push(findLeads(values, (p) => group[p]!));
  }

  const atPeer = (values: Float64Array) =>
    ports.map((p) => (layout.ports[p]!.peer < 0 ? 0 : values[layout.ports[p]!.peer]!));
  for (const values of [balances.significanceIn, balances.shareIn, balances.shareRx, minute.adminUp])
    push(atPeer(values));

  push(ports);
  push(group);
  const down = ports.filter((p) => minute.adminUp[p] === 0).length;
  push(ports.map(() => down));
  pushCpu(push, minute, context);
  return rows;
}

/** How far each value is above the largest other one with the same key; above 0 when it is alone. */
function findLeads(values: Float64Array, keyOf: (p: number) => number): Float64Array {
  const largest = new Map<number, [number, number]>();
  for (let p = 0; p < values.length; p++) {
    const [first, second] = largest.get(keyOf(p)) ?? [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const value = values[p]!;
    largest.set(keyOf(p), value > first ? [value, first] : [first, Math.max(value, second)]);
  }
  return values.map((value, p) => {
    const [first, second] = largest.get(keyOf(p))!;
    const other = value === first ? second : first;
    return value - (Number.isFinite(other) ? other : 0);
  });
}

function pushCpu(push: (values: ArrayLike<number>) => void, minute: CoreMinute, context: CoreContext): void {
  const { ports, devices } = context.layout;
  const z = minute.cpu.map((value, d) => (value - context.cpuMean[d]!) / context.cpuDeviation[d]!);
  const own = ports.map(({ device }) => z[devices.indexOf(device)] ?? 0);
  const elsewhere = ports.map(({ device }) =>
    z.reduce((most, value, d) => (devices[d] === device ? most : Math.max(most, Math.abs(value))), 0),
  );
  push(own);
  push(own.map(Math.abs));
  push(ports.map(({ peer }) => (peer < 0 ? 0 : own[peer]!)));
  push(elsewhere);
  push(own.map((value, p) => Math.abs(value) - elsewhere[p]!));
}
