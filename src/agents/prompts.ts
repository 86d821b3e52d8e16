import { readdir, readFile } from 'node:fs/promises';
import { NocturneError } from '../errors.ts';

/** A prompt ready to send: what the model is, and what it is asked. */
export interface RenderedPrompt {
  system: string;
  task: string;
}

export interface Prompts {
  /** Names of all files, such as "analyst/diagnose" and "shared/safety-rules", sorted. */
  names(): string[];
  /**
   * Fills in one prompt. Values are put in as they are: braces inside a value are text. Throws `prompt-unknown`, `prompt-unfilled` for a
   * placeholder without a value and `prompt-unused` for a value without a placeholder.
   */
  render(name: string, values: Record<string, string>): RenderedPrompt;
}

/** The folder stands beside src/ and beside dist/, so the same path serves both. */
const packagedPrompts = new URL('../../prompts/', import.meta.url);
const placeholder = /\{\{([^{}]*)\}\}/g;
const validName = /^[a-z][a-z0-9_]*$|^[a-z][a-z-]*\/[a-z][a-z-]*$/;
const separator = '\n---\n';

/**
 * Reads every prompt. A placeholder with a slash is the file of that name, anything else a value given when rendering. What is sent to a
 * model is in two parts, divided by a line of three dashes: who it is, and its task.
 */
export async function loadPrompts(folder: URL = packagedPrompts): Promise<Prompts> {
  const entries = await readdir(folder, { recursive: true });
  const names = entries
    .filter((entry) => entry.endsWith('.md'))
    .map((entry) => entry.slice(0, -3).replaceAll('\\', '/'));
  const texts = new Map<string, string>();
  for (const name of names.sort()) texts.set(name, await readFile(new URL(`${name}.md`, folder), 'utf8'));
  for (const [name, text] of texts) checkPlaceholders(name, text, texts);
  return { names: () => [...texts.keys()], render: (name, values) => renderPrompt(texts, name, values) };
}

function checkPlaceholders(name: string, text: string, texts: ReadonlyMap<string, string>): void {
  for (const [whole, wanted = ''] of text.matchAll(placeholder)) {
    if (!validName.test(wanted) || (wanted.includes('/') && !texts.has(wanted))) {
      throw new NocturneError('prompt-placeholder', `prompts/${name}.md has the unknown placeholder ${whole}.`, {
        hint: 'Use {{a_value}} or the path of a file in prompts/, such as {{shared/safety-rules}}.',
      });
    }
  }
}

function renderPrompt(
  texts: ReadonlyMap<string, string>,
  name: string,
  values: Record<string, string>,
): RenderedPrompt {
  const text = texts.get(name);
  if (text === undefined) throw new NocturneError('prompt-unknown', `There is no prompts/${name}.md.`);
  const parts = text.split(separator);
  if (parts.length !== 2) {
    throw new NocturneError('prompt-parts', `prompts/${name}.md needs one line of three dashes between its two parts.`);
  }
  const used = new Set<string>();
  const fill = (part: string) =>
    part.replace(placeholder, (mark, wanted: string) => {
      if (wanted.includes('/')) return texts.get(wanted)!.trim();
      if (!Object.hasOwn(values, wanted)) {
        throw new NocturneError('prompt-unfilled', `prompts/${name}.md wants ${mark}, which has no value.`);
      }
      used.add(wanted);
      return values[wanted]!;
    });
  const [system, task] = [fill(parts[0]!).trim(), fill(parts[1]!).trim()];
  const unused = Object.keys(values).find((key) => !used.has(key));
  if (unused) throw new NocturneError('prompt-unused', `prompts/${name}.md does not use the value ${unused}.`);
  return { system, task };
}
