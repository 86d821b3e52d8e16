import { join } from 'node:path';
import { findColumns, readCsv } from '../../src/telemetry/csv/csv.ts';
import { findPacked } from '../../src/telemetry/csv/text-file.ts';
import { type FabricEvent, type FabricNode, readFabric } from '../datasets/cisco-fabric.ts';
import { rankNodes } from '../scoring/rank-nodes.ts';

/** How often the true node of an event is first, or among the first three. */
export function measureRanking(folder: string) {
  const { events, nodes } = readFabric(folder);
  const table = readCsv(findPacked(join(folder, 'events.csv')));
  const { node } = findColumns(table, ['node']);
  const truth = table.rows.map((cells) => cells[node]!);
  const place = (ranked: { node: string; score: number }[], i: number) =>
    ranked.toSorted((a, b) => b.score - a.score).findIndex((one) => one.node === truth[i]);
  const places = events.map((event, i) => place(rankNodes(nodes, event), i));
  const peers = events.map((event, i) => place(rankByJump(nodes, event), i));
  const share = (found: number[], within: number) => found.filter((at) => at >= 0 && at < within).length / found.length;
  return {
    events: events.length,
    nodes: nodes.length,
    topOne: share(places, 1),
    topThree: share(places, 3),
    peerTopOne: share(peers, 1),
  };
}

/** The peer: mean over all counters of how far the first minute moves them, in deviations of the two minutes before. */
function rankByJump(nodes: FabricNode[], { startSeconds }: FabricEvent): { node: string; score: number }[] {
  return nodes.map(({ name, timesSeconds, counters }) => {
    const within = (from: number, to: number) =>
      [...timesSeconds.keys()].filter((i) => timesSeconds[i]! >= from && timesSeconds[i]! < to);
    const before = within(startSeconds - 120, startSeconds);
    const after = within(startSeconds, startSeconds + 60);
    const jumps = counters.map(({ values }) => {
      const mean = before.reduce((sum, i) => sum + values[i]!, 0) / before.length;
      const squares = before.reduce((sum, i) => sum + (values[i]! - mean) ** 2, 0);
      const deviation = Math.sqrt(squares / before.length) + 0.01 * Math.abs(mean) + 1e-9;
      return Math.log1p(Math.max(0, ...after.map((i) => Math.abs(values[i]! - mean) / deviation)));
    });
    return { node: name, score: jumps.reduce((sum, jump) => sum + (Number.isNaN(jump) ? 0 : jump), 0) / jumps.length };
  });
}
