import { linesOfBlock, valueInBlock } from '../../parsing/block-config.ts';
import { own } from '../../parsing/facts.ts';
import type { Fact } from '../../vendor.ts';

/** `configured_cost` is a number or "none"; nothing when the interface does not run OSPF. */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const block = linesOfBlock(text, `interface ${name}`);
  if (!block || !runsOspf(text, block)) return [];
  const cost = valueInBlock(text, `interface ${name}`, 'ip ospf cost');
  return [own('configured_cost', cost === undefined ? 'none' : Number(cost))];
}

/** `max_metric` is "on" or "off"; nothing when the device does not run OSPF. */
export function parseMaxMetric(text: string): Fact[] {
  const block = linesOfBlock(text, 'router ospf');
  if (!block) return [];
  return [own('max_metric', block.includes('max-metric router-lsa administrative') ? 'on' : 'off')];
}

/** An interface runs OSPF by a line of its own, or because one of its addresses stands in a `network … area …` of the process. */
function runsOspf(text: string, block: readonly string[]): boolean {
  if (block.some((line) => line.startsWith('ip ospf '))) return true;
  const networks = (linesOfBlock(text, 'router ospf') ?? []).flatMap(
    (line) => /^network (\S+) area /.exec(line)?.[1] ?? [],
  );
  const addresses = block.flatMap((line) => /^ip address ([\d.]+)\//.exec(line)?.[1] ?? []);
  return addresses.some((address) => networks.some((network) => isWithin(address, network)));
}

function isWithin(address: string, network: string): boolean {
  const [base, length] = network.split('/');
  const bits = Number(length);
  if (base === undefined || !Number.isInteger(bits) || bits < 0 || bits > 32) return false;
  const shift = 2 ** (32 - bits);
  return Math.floor(asNumber(address) / shift) === Math.floor(asNumber(base) / shift);
}

const asNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
