import { z } from 'zod';
import { pulledSources } from './index.ts';
import type { OpenedSource, PulledSource } from './source.ts';

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

/** The pulled sources that have a section, ready to be asked. Throws what their `open` throws. */
export function openPulled(
  settings: Readonly<Record<string, Record<string, unknown> | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
  pulled: readonly PulledSource[] = pulledSources,
): { name: string; source: OpenedSource; secrets: string[] }[] {
  return pulled.flatMap((source) => {
    const own = settings[source.name];
    if (!own) return [];
    const names = Object.keys(source.secrets);
    const secrets = Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
    return [{ name: source.name, source: source.open(own, secrets), secrets: Object.values(secrets) }];
  });
}
