import { showDuration, utc } from '../../../src/bot/text.ts';
import {
  formatBeside,
  formatLimit,
  formatNumber,
  formatShare,
  roundShown,
} from '../../../src/foundation/number-words.ts';
import type { ClaimCase } from './claim-cases.ts';

const number = /(?<![\w.-])-?\d+(?:\.\d+)?(?![\w]|\.\d)/g;

/** The numbers of texts that stand for no datum of the case. Names, ids, moments and what a device wrote are left out first. */
export function strangeNumbers(c: ClaimCase, texts: readonly string[]): string[] {
  const known = knownNumbers(c);
  const names = [...namesOf(c), ...quotesOf(c)];
  return texts.flatMap((text) =>
    numbersOf(text, names)
      .filter((found) => !known.has(found))
      .map((found) => `${found} in: ${text}`),
  );
}

function numbersOf(text: string, names: readonly string[]): string[] {
  const bare = names.reduce((left, name) => left.replaceAll(name, ' '), text);
  const words = bare
    .replace(/`[^`]*`|<[^>]*>/g, ' ')
    .replace(/\d{1,2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2} \w{3} \d{4}/g, ' ');
  return [...words.matchAll(number)].map(([found]) => found);
}

function namesOf({ world, plan, plans }: ClaimCase): string[] {
  const ports = world.topology.links.flatMap(({ a, b }) => [a.interface!, b.interface!]);
  const devices = world.topology.devices.map(({ name }) => name);
  const links = world.topology.links.map(({ name }) => name);
  return [...plans.map(({ id }) => id), plan.id, ...ports, ...devices, ...links].sort((a, b) => b.length - a.length);
}

/** What a refused line was, and what people said. */
const quotesOf = ({ plan }: ClaimCase) =>
  plan.content.steps.flatMap(({ commands }) => commands).filter((line) => line.length > 4);

function knownNumbers(c: ClaimCase): Set<string> {
  const { plan, world, incident, lines, times } = c;
  const { expected } = plan.content;
  const places = [expected.place, ...expected.controls, incident.place];
  const values = places.flatMap((place) =>
    world.metrics.values(place, expected.metric, 0, world.now).map(({ value }) => value),
  );
  const shown = [
    ...new Set([
      ...values,
      ...c.plans.flatMap(({ content }) => numbersIn([content, incident.verdict, c.plans.length])),
    ]),
  ];
  const counted = [incident.anomalies, lines.filter(({ phase }) => phase !== 'snapshot').length];
  const moments = [
    incident.openedAt,
    incident.lastAnomalyAt,
    world.now,
    ...numbersIn(times),
    ...numbersIn(c.plans),
    ...numbersIn(c.votes),
  ];
  const texts = [
    ...shown.flatMap((value) => [formatNumber(value), formatLimit(value), formatBeside(value, expected.threshold)]),
    ...shown.map((value) => formatBeside(value, roundShown(expected.before ?? 0))),
    ...shown.map((share) => formatShare(share)),
    ...moments.map((at) => showDuration(at - incident.openedAt)),
    showDuration(world.now - plan.createdAt),
    showDuration(expected.withinSeconds * 1000),
    ...counted.map(String),
    ...Array.from({ length: expected.samples }, (_, i) => String(i)),
    utc(world.now),
  ];
  return new Set(texts.flatMap((text) => text.match(number) ?? []));
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
