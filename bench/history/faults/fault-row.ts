/** What a history has after a fault. */
export interface FaultRow {
  what: string;
  /** Rows of which the history said that it has them, and which are not too old to keep. */
  accepted: number;
  /** Rows that are read afterwards: also some that were stored and not yet acknowledged. */
  read: number;
  twice: number;
  /** Accepted rows that are not read, or with another value. */
  lost: number;
  /** Those of the lost rows of which nothing was said. */
  unsaid: number;
  /** Codes of errors and messages of the log, without repetition. */
  said: string[];
}

/** A series of readings: the value of each moment in milliseconds since 1970. */
export type Readings = ReadonlyMap<number, number>;

/** Counts what was read, one pair for each stored row, against what was accepted. */
export function countFault(
  accepted: Readings,
  read: readonly (readonly [at: number, value: number])[],
  said: readonly string[] = [],
): Omit<FaultRow, 'what'> {
  const found = new Map(read);
  const lost = [...accepted].filter(([at, value]) => found.get(at) !== value).length;
  const twice = read.length - found.size;
  const unsaid = said.length > 0 ? 0 : lost;
  return { accepted: accepted.size, read: read.length, twice, lost, unsaid, said: [...new Set(said)] };
}

/** Why a row breaks the promise of a history; undefined when it does not: nothing is there twice, and what is lost is said. */
export function broken({ what, twice, unsaid }: FaultRow): string | undefined {
  if (twice > 0) return `${what}: ${twice} rows are there twice`;
  if (unsaid > 0) return `${what}: ${unsaid} rows are lost and nothing says so`;
  return undefined;
}

/** One row of several of the same kind. */
export function sumOf(rows: readonly Omit<FaultRow, 'what'>[], what: string): FaultRow {
  const sum = (of: (row: Omit<FaultRow, 'what'>) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    what,
    ...{ accepted: sum((row) => row.accepted), read: sum((row) => row.read), twice: sum((row) => row.twice) },
    ...{ lost: sum((row) => row.lost), unsaid: sum((row) => row.unsaid) },
    said: [...new Set(rows.flatMap(({ said }) => said))],
  };
}

/** As Markdown. */
export function faultsTable(rows: readonly FaultRow[]): string {
  const head = ['what happened', 'rows accepted', 'rows read', 'twice', 'lost', 'what is said'];
  const cells = rows.map(({ what, said, ...counts }) => [
    what,
    ...[counts.accepted, counts.read, counts.twice, counts.lost].map((some) => some.toLocaleString('en')),
    [...said, ...(counts.unsaid > 0 ? [`NOTHING of ${counts.unsaid}`] : [])].join('; ') || 'nothing: none is lost',
  ]);
  const lines = [head, ['---', '---:', '---:', '---:', '---:', '---'], ...cells];
  return lines.map((row) => `| ${row.join(' | ')} |\n`).join('');
}
