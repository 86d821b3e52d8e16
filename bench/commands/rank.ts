import { quoteCell } from '../../src/telemetry/csv/csv.ts';
import { writeText } from '../../src/telemetry/csv/text-file.ts';
import { readFabric } from '../datasets/cisco-fabric.ts';
import { rankNodes } from '../scoring/rank-nodes.ts';
import type { BenchCommand } from './bench-command.ts';

/** Which node an event of a fabric began at. */
export const rank: BenchCommand = {
  name: 'rank',
  register(program) {
    program
      .command('rank')
      .description('rank the nodes of a network at each event')
      .command('cisco-fabric')
      .description('leaf-spine fabric: of events.csv only start and end are read')
      .requiredOption('--input <folder>', 'folder with events.csv and one CSV per node')
      .requiredOption('--out <file>', 'CSV to write: event,node,score; event 0 is the first row of events.csv')
      .action(({ input, out }: { input: string; out: string }) => {
        const { events, nodes } = readFabric(input);
        const lines = events.flatMap((event, i) =>
          rankNodes(nodes, event).map(({ node, score }) => `${i},${quoteCell(node)},${score.toFixed(6)}`),
        );
        writeText(out, `${['event,node,score', ...lines].join('\n')}\n`);
      });
  },
};
