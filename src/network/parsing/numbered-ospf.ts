import type { Fact } from '../vendor.ts';
import { linesOfBlock, withoutBanners } from './block-config.ts';
import { own } from './facts.ts';
import { parseMaxMetricLine } from './max-metric.ts';
import { costOf, runsOspf } from './ospf-interfaces.ts';

/** Blocks as IOS-XE and EOS write them, with the number of the process. */
const ospfProcess = /^router ospf (\d+)(?: vrf \S+)?$/gm;

/** `configured_cost` is a number or "none"; nothing without the interface or where it does not run OSPF. */
export function parseConfiguredCost(text: string, name: string): Fact[] {
  const config = withoutBanners(text);
  const block = linesOfBlock(config, `interface ${name}`);
  if (!block || config.search(ospfProcess) < 0 || !runsOspf(config, block)) return [];
  const cost = costOf(block);
  return cost === null ? [] : [own('configured_cost', cost)];
}

/** Nothing unless there is exactly one OSPF process: with several nobody can say which one carries the traffic. */
export function parseMaxMetric(text: string): Fact[] {
  const config = withoutBanners(text);
  const processes = [...config.matchAll(ospfProcess)];
  if (processes.length !== 1) return [];
  const [line, number] = processes[0]!;
  return [...parseMaxMetricLine(linesOfBlock(config, line) ?? []), own('ospf_process', Number(number))];
}
