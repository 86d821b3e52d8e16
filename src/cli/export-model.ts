import { modelsFolder } from '../app/state-folders.ts';
import { NocturneError } from '../errors.ts';
import { findKinds } from '../learning/find-kinds.ts';
import type { AnyKind } from '../learning/kind.ts';
import { modelKinds } from '../learning/kinds/index.ts';
import { openModels } from '../learning/open-models.ts';
import { type ConfigOptions, readConfig } from './options.ts';
import { printLine } from './output.ts';
import { writeNewFile } from './write-new-file.ts';

interface ExportOptions extends ConfigOptions {
  subject: string;
  out?: string;
}

/** Writes a model, the one in use where none is named, in the format of its kind. */
export async function exportModel(
  name: string,
  id: string | undefined,
  { subject, out, ...options }: ExportOptions,
): Promise<void> {
  const kind: AnyKind = findKinds([name])[0]!;
  if (!kind.exportAs) throw notExportable(kind);
  const folder = modelsFolder(readConfig(options).state);
  const registry = openModels(folder);
  const key = { kind: kind.kind, subject };
  const artefact = await (id === undefined ? registry.readChampion(key) : registry.read(key, id));
  if (artefact.status === 'no-model') throw noSuchModel(kind.kind, id, folder);
  const text = `${JSON.stringify(kind.exportAs.write(kind.fromArtefact(artefact.model, artefact.card.id)))}\n`;
  if (out === undefined) return void process.stdout.write(text);
  await writeNewFile(out, text);
  printLine(`${kind.kind} ${artefact.card.id} written to ${out}, as ${kind.exportAs.format}`);
}

function notExportable({ kind, title }: AnyKind): NocturneError {
  const others = modelKinds.filter(({ exportAs }) => exportAs).map((one) => one.kind);
  return new NocturneError('not-exportable', `No other format holds a model of kind ${kind} (${title})`, {
    hint: `there is one for ${others.join(', ')}`,
  });
}

function noSuchModel(kind: string, id: string | undefined, folder: string): NocturneError {
  const message =
    id === undefined
      ? `No model of kind ${kind} is in use in ${folder}`
      : `There is no model ${id} of kind ${kind} in ${folder}`;
  return new NocturneError('no-such-model', message, { hint: `nocturne models list --kind ${kind} shows all` });
}
