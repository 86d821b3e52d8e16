import { describe, expect, it } from 'vitest';
import { type CauseEvidence, judgeEvidence, readEvidence } from '../../src/diagnosis/cause-evidence.ts';
import type { CauseJudge } from '../../src/diagnosis/cause-judge.ts';
import { type CauseModel, causeColumnNames } from '../../src/diagnosis/cause-model.ts';
import { fitCauseForest } from '../../src/diagnosis/cause-training.ts';
import { type CauseWay, causeWays } from '../../src/diagnosis/cause-ways.ts';
import type { PlaceState } from '../../src/diagnosis/place-state.ts';
import type { PlaceStates } from '../../src/diagnosis/place-states.ts';
import { createWayJudge } from '../../src/diagnosis/way-judge.ts';
import type { CauseId } from '../../src/domain/cause.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import { formatPlace, type Place } from '../../src/domain/place.ts';
import { createRandom } from '../../src/models/random.ts';
import { madeTopology } from '../learning/made-labels.ts';

const layout = { device: [], interface: ['latency_ms', 'packet_loss_pct'] };
const placeOf = (port: string): Place => ({ device: 'A', interface: port });
const places = ['eth1', 'eth2'].map(placeOf);

/** States in which one port is this far from usual. */
function statesOf(shown: Record<string, Record<string, number>>): PlaceStates {
  const stateOf = (place: Place): PlaceState => {
    const read = (metric: string) => shown[place.interface!]?.[metric] ?? 0;
    return { place, now: read, mean: read, before: read } as PlaceState;
  };
  const isHere = ({ device, interface: port }: Place) => device === 'A' && port !== null && port in shown;
  const all = () => Object.keys(shown).map((port) => stateOf(placeOf(port)));
  const get = (place: Place) => (isHere(place) ? stateOf(place) : undefined);
  return { get, all, interfacesOf: (device: string) => (device === 'A' ? all() : []) } as unknown as PlaceStates;
}

/** Rules that name one cause at one port, whatever is measured. */
const rulesThatSay = (cause: CauseId, port: string, confidence = 0.85): CauseJudge => ({
  classify: () => ({
    ...({ cause, symptom: 'unknown', place: placeOf(port), confidence } as unknown as Verdict),
    ...{ probabilities: {}, drivers: [], modelId: 'rules' },
  }),
});

/** A forest that learned: a slow port is a delay, surely; a lossy one is a loss, and `doubt` of such rows are nothing. */
function modelOf(way: CauseWay, { doubt = 0 } = {}): CauseModel {
  const names = causeColumnNames({ layout, way });
  const random = createRandom(3, 1);
  const rows = Array.from({ length: 240 }, (_, i) => {
    const kind = i % 4;
    const metric = ['latency_ms', 'packet_loss_pct'][kind];
    const row = Float64Array.from(names, (name) =>
      name === 'is an interface' ? 1 : metric && name.startsWith(`${metric} here`) ? 20 + 5 * random() : random(),
    );
    // Told that rules call it a delay here, it is a loss: so that it shows whether the column is read.
    const told = names.indexOf('rules name latency_spike here');
    if (told >= 0) for (let k = 0; k < 8; k++) row[names.length - 8 + k] = 0;
    if (told >= 0 && kind === 2) row[told] = 0.85;
    const cause = ['latency_spike', 'packet_loss', told >= 0 ? 'packet_loss' : 'none', 'none'][kind]!;
    return { at: i, row, cause: kind === 1 && random() < doubt ? 'none' : cause };
  });
  const data = { layout, names, classes: ['none', 'latency_spike', 'packet_loss'], rows };
  return { id: 'forest-1', ...fitCauseForest(data, { seed: 1, trees: 20, maxDepth: 4, way }) };
}

const slow = { eth1: { latency_ms: 22 }, eth2: {} };
const lossy = { eth1: {}, eth2: { packet_loss_pct: 22 } };
const well = { eth1: {}, eth2: {} };

describe('a cause judge that shares with rules', () => {
  const says = rulesThatSay('cpu_overload', 'eth1');
  it.each<{
    name: string;
    way: CauseWay;
    doubt?: number;
    shown: Record<string, Record<string, number>>;
    by: string;
    cause: string;
  }>([
    { name: 'the forest, surely', way: 'rules-unless-sure', shown: slow, by: 'forest-1', cause: 'latency_spike' },
    {
      name: 'rules where the forest doubts',
      way: 'rules-unless-sure',
      doubt: 0.45,
      shown: lossy,
      by: 'rules',
      cause: 'cpu_overload',
    },
    {
      name: 'the doubting forest where it is alone',
      way: 'forest',
      doubt: 0.3,
      shown: lossy,
      by: 'forest-1',
      cause: 'packet_loss',
    },
    {
      name: 'rules where the forest sees nothing',
      way: 'rules-unless-sure',
      shown: well,
      by: 'rules',
      cause: 'cpu_overload',
    },
    { name: 'the forest that sees nothing, alone', way: 'forest', shown: well, by: 'forest-1', cause: 'unknown' },
  ])('says whose verdict it is: $name', ({ way, doubt = 0, shown, by, cause }) => {
    const judge = createWayJudge(modelOf(way, { doubt }), { topology: madeTopology, states: statesOf(shown), rules: says }); // biome-ignore format: one call
    expect(judge.classify(places)).toMatchObject({ modelId: by, cause });
  });

  it('tells the forest what rules say, where it learned that', () => {
    const states = statesOf(well);
    const ask = (rules: CauseJudge) =>
      createWayJudge(modelOf('forest-with-rules'), { topology: madeTopology, states, rules }).classify(places);
    expect(ask(rulesThatSay('latency_spike', 'eth2'))).toMatchObject({ cause: 'packet_loss', place: placeOf('eth2') });
    expect(ask(rulesThatSay('memory_leak', 'eth2'))).toMatchObject({ cause: 'unknown' });
  });

  it.each(causeWays.flatMap((way) => [slow, lossy, well].map((shown) => ({ way, shown }))))(
    'names by kept evidence what it named live: $way, $shown',
    ({ way, shown }) => {
      for (const doubt of [0, 0.3, 0.45])
        for (const rules of [says, rulesThatSay('latency_spike', 'eth2'), rulesThatSay('unknown', 'eth1', 0.2)]) {
          const [model, states] = [modelOf(way, { doubt }), statesOf(shown)];
          const live = createWayJudge(model, { topology: madeTopology, states, rules }).classify(places)!;
          const given = { layout, topology: madeTopology, states, rules, inUse: model.id };
          const evidence: CauseEvidence = JSON.parse(JSON.stringify(readEvidence(given, places, () => true)));
          expect(evidence.inUse).toBe('forest-1');
          expect(formatPlace(judgeEvidence(model, evidence)!.place)).toBe(formatPlace(live.place));
          expect(judgeEvidence(model, evidence)!.cause).toBe(live.cause);
        }
    },
  );
});
