import { madToDeviation } from '../../src/foundation/median.ts';
import { quantile } from '../../src/models/quantile.ts';
import type { FabricEvent, FabricNode } from '../datasets/cisco-fabric.ts';

/** The minutes before an event that say what was usual. */
const beforeSeconds = 150;

/** Where an event begins shows in its first seconds; later its neighbours move as much. Samples come every five seconds. */
const firstSeconds = 40;

/** What any movement adds to what fell: routes and sessions fall at the source and only change elsewhere. */
const movementWeight = 0.1;

/**
 * How likely each node is where an event began; higher is likelier. For every family of counters (the same counter of all ports is one family, so
 * that a hundred port rates don't outvote the session count), the mean of what fell relative to its level before, and of how far it moved in
 * robust deviations.
 */
export function rankNodes(nodes: FabricNode[], event: FabricEvent): { node: string; score: number }[] {
  return nodes.map((node) => {
    const early = Math.min(event.endSeconds, event.startSeconds + firstSeconds);
    const { fall, movement } = measureFamilies(node, event.startSeconds, Math.max(early, event.startSeconds + 1));
    return { node: node.name, score: fall + movementWeight * movement };
  });
}

function measureFamilies(node: FabricNode, fromSeconds: number, toSeconds: number) {
  const before = findRows(node, fromSeconds - beforeSeconds, fromSeconds);
  const during = findRows(node, fromSeconds, toSeconds);
  const families = new Map<string, { falls: number[]; movements: number[] }>();
  for (const { name, values } of node.counters) {
    const measured = measureCounter(pick(values, before), pick(values, during));
    if (!measured) continue;
    const family = name.replace(/\d[\d/]*/g, '#');
    const own = families.get(family) ?? { falls: [], movements: [] };
    own.falls.push(measured.fall);
    own.movements.push(measured.movement);
    families.set(family, own);
  }
  const members = [...families.values()];
  return {
    fall: mean(members.map(({ falls }) => mean(falls))),
    movement: mean(members.map(({ movements }) => mean(movements))),
  };
}

function findRows({ timesSeconds }: FabricNode, from: number, to: number): number[] {
  return [...timesSeconds.keys()].filter((i) => timesSeconds[i]! >= from && timesSeconds[i]! < to);
}

function pick(values: Float64Array, rows: number[]): Float64Array {
  return Float64Array.from(rows, (i) => values[i]!).filter((value) => !Number.isNaN(value));
}

function measureCounter(before: Float64Array, during: Float64Array): { fall: number; movement: number } | undefined {
  if (before.length === 0 || during.length === 0) return undefined;
  const usual = quantile(before, 0.5);
  const sizes = before.map((value) => Math.abs(value - usual));
  const deviation = madToDeviation * quantile(sizes, 0.5) + 0.02 * Math.abs(usual) + 1e-9;
  let lowest = Number.POSITIVE_INFINITY;
  let furthest = 0;
  for (const value of during) {
    lowest = Math.min(lowest, value);
    furthest = Math.max(furthest, Math.abs(value - usual));
  }
  return {
    fall: Math.max(0, usual - lowest) / (Math.abs(usual) + 1),
    movement: Math.min(10, Math.log1p(furthest / deviation)),
  };
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
