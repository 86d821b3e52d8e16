import { z } from 'zod';
import { type Config, configFileSchema, environmentSchema } from '../config.ts';

/** One key of nocturne.yaml, or one environment variable. */
export interface ConfigRow {
  name: string;
  /** JSON of the default; empty when there is none. */
  standard: string;
  meaning: string;
}

interface SchemaNode {
  type?: string;
  description?: string;
  properties?: Record<string, SchemaNode>;
  enum?: unknown[];
}

/** Every key of nocturne.yaml and every environment variable, in the order of the schemas. */
export function describeConfig(): { file: ConfigRow[]; environment: ConfigRow[] } {
  const file = z.toJSONSchema(configFileSchema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
  const environment = z.toJSONSchema(environmentSchema, { io: 'input' }) as SchemaNode;
  return { file: rowsOf(file, '', configFileSchema.parse({})), environment: rowsOf(environment, '', {}) };
}

/**
 * The same rows with what a configuration says: values of the file, with paths resolved and null for none, and of the environment only what
 * is set.
 */
export function withValues(
  rows: ReturnType<typeof describeConfig>,
  config: Config,
): { file: (ConfigRow & { value: unknown })[]; environment: (ConfigRow & { set: boolean })[] } {
  const set = config.environment as Record<string, unknown>;
  return {
    file: rows.file.map((row) => ({ ...row, value: valueAt(config, row.name.split('.')) ?? null })),
    environment: rows.environment.map((row) => ({ ...row, set: set[row.name] !== undefined })),
  };
}

const valueAt = (value: unknown, keys: string[]): unknown =>
  keys.reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** An object whose keys are fixed has a row for each key, unless it says itself what it is. */
function rowsOf(node: SchemaNode, prefix: string, standard: unknown): ConfigRow[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const own = (standard as Record<string, unknown> | undefined)?.[key];
    if (child.properties && child.description === undefined) return rowsOf(child, name, own);
    const words = child.enum ? ` (${child.enum.join(', ')})` : '';
    const meaning = `${child.description ?? ''}${words}`;
    return [{ name, standard: own === undefined ? '' : JSON.stringify(own), meaning }];
  });
}

/** The two tables of the README. */
export function configMarkdown(): string {
  const { file, environment } = describeConfig();
  return [
    '| key in `nocturne.yaml` | default | meaning |',
    '|---|---|---|',
    ...file.map((row) => `| \`${row.name}\` | ${row.standard && `\`${row.standard}\``} | ${escapeCell(row.meaning)} |`),
    '',
    '| environment variable | meaning |',
    '|---|---|',
    ...environment.map((row) => `| \`${row.name}\` | ${escapeCell(row.meaning)} |`),
  ].join('\n');
}

const escapeCell = (text: string) => text.replaceAll('|', '\\|');
