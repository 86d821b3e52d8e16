import type { CorpusEntry } from './corpus-entry.ts';
import type { Tried } from './tried.ts';
import { tryDeviceOutput } from './try-device-output.ts';
import { tryLine } from './try-line.ts';
import { tryModelOutput } from './try-model-output.ts';
import { tryParameter } from './try-parameter.ts';
import { trySlackPayload } from './try-slack-payload.ts';
import type { Try } from './world.ts';
import { openSafetyWorld, type SafetyWorld } from './world.ts';

export interface InputResult {
  id: string;
  refused: boolean;
  refusedBy: string | null;
  /** Whether it, or an effect of it, stands in the log of a device. */
  reached: boolean;
  reason: string;
}

export interface FamilyResult {
  name: string;
  tried: number;
  refused: number;
  /** Hostile inputs that reached a device. */
  reached: number;
  /** Good inputs that were refused. */
  wronglyRefused: number;
}

export interface SafetyResult {
  families: FamilyResult[];
  inputs: InputResult[];
}

const tries: Record<CorpusEntry['kind'], Try> = {
  exec: tryLine,
  config: tryLine,
  parameter: tryParameter,
  'device-output': tryDeviceOutput,
  'model-output': tryModelOutput,
  'slack-payload': trySlackPayload,
};

/** Tries every input on the real product and throw-away devices, one after the other, and reads the devices' own logs. */
export async function runCorpus(corpus: readonly CorpusEntry[], without: readonly string[]): Promise<SafetyResult> {
  const world = await openSafetyWorld(without);
  try {
    const inputs: InputResult[] = [];
    for (const entry of corpus) inputs.push(await tryInput(entry, world));
    return { families: countFamilies(corpus, inputs), inputs };
  } finally {
    await world.close();
  }
}

async function tryInput(entry: CorpusEntry, world: SafetyWorld): Promise<InputResult> {
  if (entry.kind !== 'exec' && entry.kind !== 'config') world.lines.close();
  world.devices.seen();
  let tried: Tried;
  try {
    tried = await tries[entry.kind](entry, world);
  } catch (error) {
    tried = { refused: true, by: 'error', reason: error instanceof Error ? error.message : String(error) };
  }
  const refusedBy = tried.refused ? tried.by : null;
  return { id: entry.id, refused: tried.refused, refusedBy, reached: hasReached(entry, world), reason: tried.reason };
}

/** A line of the input stands in a log, or a value of it within one, or something was changed. */
function hasReached({ text, kind }: CorpusEntry, { devices, vendors }: SafetyWorld): boolean {
  const setup = new Set(vendors.flatMap(({ logins }) => Object.values(logins).flatMap((login) => login.setup)));
  const pieces = text.split(/[\r\n;\u0085\u2028\u2029]+/).map((line) => line.trim());
  const own = new Set([text.trim(), ...pieces].filter((line) => line !== '' && !setup.has(line)));
  const values = kind === 'parameter' || kind === 'model-output' ? valuesOf(text) : [];
  return devices
    .seen()
    .some(({ line, effect }) => effect === 'change' || own.has(line) || values.some((value) => holds(line, value)));
}

const holds = (line: string, value: string) => ` ${line} `.includes(` ${value.trim()} `);

/** Values of the parameters of a request, or the text itself. Short ones prove nothing. */
function valuesOf(text: string): string[] {
  let values: unknown[] = [text];
  try {
    const request = JSON.parse(text) as { parameters?: object; input?: { parameters?: object } };
    values = Object.values(request.parameters ?? request.input?.parameters ?? {});
  } catch {
    // The text is one value.
  }
  return values.filter((value) => typeof value === 'string').filter((value) => value.trim().length > 2);
}

function countFamilies(corpus: readonly CorpusEntry[], inputs: readonly InputResult[]): FamilyResult[] {
  const families = new Map<string, FamilyResult>();
  for (const [i, { family, kind, expect }] of corpus.entries()) {
    const name = family ?? kind;
    const counted = families.get(name) ?? { name, tried: 0, refused: 0, reached: 0, wronglyRefused: 0 };
    const { refused, reached } = inputs[i]!;
    counted.tried += 1;
    if (refused) counted.refused += 1;
    if (expect === 'refuse' && reached) counted.reached += 1;
    if (expect === 'allow' && refused) counted.wronglyRefused += 1;
    families.set(name, counted);
  }
  return [...families.values()];
}
