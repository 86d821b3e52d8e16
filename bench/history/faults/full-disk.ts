import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describeError, NocturneError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { openHistory } from '../../../src/telemetry/history/history.ts';
import { openHistoryDatabase } from '../../../src/telemetry/history/history-database.ts';
import { fill, mountSmallDisk } from '../../faults/small-disk.ts';
import { countFault, type FaultRow, type Readings } from './fault-row.ts';
import { reopened, rowsOfManifest, storedRows } from './stored-rows.ts';
import { batchOf, readingsOf, startOfStep } from './written-steps.ts';

const diskMb = 48;
const dayMs = 86_400_000;
/** Four files of a day, so that they become one. */
const steps = { start: Date.UTC(2026, 10, 22), stepHours: 6, rowsPerStep: 20_000 };
const stepsOfDay = 4;
const afterDay = startOfStep(steps, stepsOfDay) + 120_000;

/** A history on a small disk that can be filled and emptied. */
interface SmallDisk {
  dir: string;
  fill(): void;
  empty(): void;
}

/** What a history says and has when its disk is full at some moments, and has room again later. */
export async function fullDisks(say: (line: string) => void): Promise<FaultRow[]> {
  const rows: FaultRow[] = [];
  for (const [moment, make] of Object.entries(moments)) {
    say(`a full disk ${moment}`);
    const folder = mkdtempSync(join(tmpdir(), 'nocturne-history-disk-'));
    const unmount = mountSmallDisk(folder, diskMb);
    const dir = join(folder, 'history');
    mkdirSync(dir);
    const filler = join(folder, 'full');
    try {
      const disk = { dir, fill: () => fill(filler), empty: () => rmSync(filler, { force: true }) };
      const { said, ...counts } = await make(disk);
      rows.push({ what: `disk full ${moment}`, ...counts, said: said.map((words) => words.replaceAll(`${dir}/`, '')) });
    } finally {
      unmount();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

const moments: Record<string, (disk: SmallDisk) => Promise<Omit<FaultRow, 'what'>>> = {
  'while it inserts, until there is room again': (disk) => whileInserting(disk, { untilRoom: true }),
  'while it inserts, until it is closed': (disk) => whileInserting(disk, { untilRoom: false }),
  'while it seals': (disk) => whileTidying(disk, 'seal'),
  'while it makes one file of a day': (disk) => whileTidying(disk, 'compact'),
  'while the manifest is written': (disk) => whileTidying(disk, 'publish'),
};

/** What is in memory when the history closes was not accepted: the log says how much that is. */
async function whileInserting({ dir, ...disk }: SmallDisk, { untilRoom }: { untilRoom: boolean }) {
  const said: string[] = [];
  const stream = new Writable({
    write(line, _, done) {
      said.push(JSON.parse(String(line)).msg);
      done();
    },
  });
  const history = await openHistory({
    ...{ dir, log: createLog({ level: 'info', stream }), clock: () => afterDay, flushEveryMs: dayMs },
  });
  let accepted: Readings = new Map();
  for (let step = 0; step < stepsOfDay; step++) {
    if (step === 1) disk.fill();
    const { at, value } = batchOf(steps, step);
    history.append(
      [...at].map((time, i) => ({ at: time, device: 'R1', interface: null, metric: 'cpu_pct', value: value[i]! })),
    );
    if (step === stepsOfDay - 1 && untilRoom) disk.empty();
    await history.flush();
    const { appended, waiting } = history.counts();
    accepted = readingsOf(steps, (appended - waiting) / steps.rowsPerStep);
  }
  await history.close().catch((thrown: unknown) => said.push(describeError(thrown)));
  disk.empty();
  return countFault(accepted, await reopened(dir, storedRows), said);
}

type Step = 'seal' | 'compact' | 'publish';

/** Does what the product does after a day, with a full disk for one step. The same process goes on when there is room again. */
async function whileTidying({ dir, ...disk }: SmallDisk, full: Step) {
  const said: string[] = [];
  async function during<T>(step: Step, work: () => Promise<T>): Promise<T> {
    if (step === full) {
      disk.fill();
      await work().then(
        () => missed(step),
        (thrown: unknown) => said.push(describeError(thrown)),
      );
      disk.empty();
    }
    return work();
  }
  const database = await openHistoryDatabase({ dir, threads: 1, partRows: steps.rowsPerStep });
  for (let step = 0; step < stepsOfDay; step++) await database.insert(batchOf(steps, step));
  await during('seal', async () => {
    for (const slice of await database.unsealed(afterDay)) await database.seal(slice);
  });
  const compaction = (await database.crowded(afterDay))[0]!;
  await during('compact', () => database.compact(compaction));
  await database.remove(await database.swap(compaction));
  await during('publish', () => database.publish(afterDay));
  await database.close();
  const accepted = readingsOf(steps, stepsOfDay);
  const read = await reopened(dir, storedRows);
  const others = countFault(accepted, await rowsOfManifest(dir));
  if (others.lost + others.twice > 0) said.push('what others read is not what the history has');
  return countFault(accepted, read, said);
}

function missed(step: Step): never {
  throw new NocturneError('no-fault', `${step} needed no room on the disk`);
}
