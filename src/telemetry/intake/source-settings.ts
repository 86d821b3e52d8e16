import { z } from 'zod';
import { describeError, NocturneError } from '../../errors.ts';
import type { OpenedSource, PulledSource } from '../source.ts';
import { pulledSources } from '../sources/index.ts';
import { createHiding } from './hide-secrets.ts';

/** The part `sources` of nocturne.yaml: a section for each pulled source. One that is left out is not asked. */
export function sourcesSchema(pulled: readonly PulledSource[] = pulledSources) {
  return z.strictObject(Object.fromEntries(pulled.map(({ name, settings }) => [name, settings.optional()])));
}

/** The environment variables with the secrets of pulled sources. */
export function secretsShape(pulled: readonly PulledSource[] = pulledSources) {
  const variables = pulled.flatMap(({ secrets }) => Object.entries(secrets));
  const one = (meaning: string) => z.string().min(1).optional().describe(meaning);
  return Object.fromEntries(variables.map(([name, meaning]) => [name, one(meaning)]));
}

/** A pulled source that is ready to be asked, and what must be shown nowhere. */
export interface Opened {
  name: string;
  source: OpenedSource;
  secrets: string[];
}

/** Opens the pulled sources that have a section. Throws `source-unusable` without any secret in its text. */
export function openPulled(
  settings: Readonly<Record<string, Record<string, unknown> | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
  pulled: readonly PulledSource[] = pulledSources,
): Opened[] {
  return pulled.flatMap((source) => {
    const own = settings[source.name];
    return own ? [openOne(source, own, environment)] : [];
  });
}

function openOne(
  { name, secrets: variables, open }: PulledSource,
  settings: Record<string, unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): Opened {
  const names = Object.keys(variables).filter((variable) => environment[variable]);
  const secrets = Object.fromEntries(names.map((variable) => [variable, environment[variable]!]));
  const hide = createHiding(Object.values(secrets));
  try {
    return { name, source: open(settings, secrets), secrets: Object.values(secrets) };
  } catch (thrown) {
    throw new NocturneError('source-unusable', `The source ${name} can't be used: ${hide(describeError(thrown))}`, {
      hint: `check sources.${name} in nocturne.yaml and ${Object.keys(variables).join(', ') || 'its settings'}`,
    });
  }
}
