import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CauseModel } from '../../src/diagnosis/cause-model.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { modelKinds } from '../../src/learning/kinds/index.ts';
import { openModels } from '../../src/learning/open-models.ts';
import { loadIntoMlForest, type MlForestJson, predictByVote } from '../../src/models/ml-forest-json.ts';
import { createRandom } from '../../src/models/random.ts';
import { runCli } from './run-cli.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'models-export-'));
  cpSync(new URL('../fixtures/former-models', import.meta.url), join(state, 'models'), { recursive: true });
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const exporting = (...words: string[]) => runCli('models', 'export', ...words, '--state', state);

async function modelInUse(): Promise<CauseModel> {
  const found = await openModels(join(state, 'models')).readChampion({ kind: 'causes', subject: 'network' });
  if (found.status === 'no-model') throw new Error('the fixture has no model of causes in use');
  return causes.fromArtefact(found.model, found.card.id);
}

describe('nocturne models export', () => {
  it('writes the forest in use, which ml-random-forest loads and predicts with as our trees vote', async () => {
    const { code, stdout, stderr } = await exporting('causes');
    expect(code, stderr).toBe(0);
    const written: MlForestJson & { classes: string[]; features: string[] } = JSON.parse(stdout);
    const { forest, classes } = await modelInUse();
    expect(written.classes).toEqual(classes);
    expect(written.features).toHaveLength(forest.width);
    const random = createRandom(7);
    const rows = Array.from({ length: 50 }, () => Array.from({ length: forest.width }, () => 20 * random() - 10));
    const loaded = await loadIntoMlForest(written);
    expect(loaded.predict(rows)).toEqual(rows.map((row) => predictByVote(forest, Float64Array.from(row))));
  });

  it('writes a named one into a new file, and into no other', async () => {
    const { id } = await modelInUse();
    const file = join(state, 'forest.json');
    const first = await exporting('causes', id, '--out', file);
    expect(first.stdout).toContain(`causes ${id} written to ${file}, as JSON of ml-random-forest 2.1`);
    const text = readFileSync(file, 'utf8');
    const again = await exporting('causes', '--out', file);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each(modelKinds.filter(({ exportAs }) => !exportAs).map(({ kind }) => kind))(
    'says that no other format holds %s',
    async (kind) => {
      const { code, stderr } = await exporting(kind);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/No other format holds[\s\S]*there is one for causes/)]);
    },
  );

  it('says what is not there', async () => {
    expect((await exporting('causes', 'feedfeedfeedfeed')).stderr).toContain('There is no model feedfeedfeedfeed');
    expect((await exporting('causes', '--subject', 'atlantis')).stderr).toContain('No model of kind causes is in use');
  });
});
