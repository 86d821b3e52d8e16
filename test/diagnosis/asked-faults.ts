import type { ScheduledFault } from '../../demo/network/recording/schedule.ts';
import { causeOfFault, faultPlaces, parseFault } from '../../demo/network/spec.ts';
import { baselinesFromJSON } from '../../src/diagnosis/baseline.ts';
import { causeModelFromJSON, createCauseJudge } from '../../src/diagnosis/cause-model.ts';
import { createDetector } from '../../src/diagnosis/detector.ts';
import { joinLayouts } from '../../src/diagnosis/metric-layout.ts';
import { createPlaceStates } from '../../src/diagnosis/place-states.ts';
import { groupSamples } from '../../src/diagnosis/reading.ts';
import { createRuleJudge } from '../../src/diagnosis/rule-judge.ts';
import type { Verdict } from '../../src/domain/incident.ts';
import { type Place, placeKey, samePlace } from '../../src/domain/place.ts';
import type { Trained } from '../learning/trained.ts';
import { madeUpFaults, simulate, spec, topology } from './simulated.ts';

/** What rules and the forest say of one moment of a made-up fault, or of anomalies where no fault is (`fault` null). */
export interface AskedFault {
  fault: ScheduledFault | null;
  /** Seconds after the first anomaly. */
  age: number;
  rules: Verdict;
  forest: Verdict;
  /** Cause and place are right; never so where there is no fault. */
  isRight(verdict: Verdict): boolean;
}

const askedAfter = [3, 5, 10, 20, 40];
/** Anomalies without a fault are asked about once, and belong together for so long. */
const [askedStray, strayFor] = [5, 20];
/** After its end the windows still hold a fault for a while. */
const fadesMs = 40_000;

/** Plays made-up faults and asks both about all places that were anomalous since each began. For tests, and to read off how sure rules may be. */
export function askAboutFaults(trained: Trained, { seed, minutes }: { seed: number; minutes: number }): AskedFault[] {
  const faults = madeUpFaults(seed, minutes);
  const causes = causeModelFromJSON('test', JSON.parse(JSON.stringify(trained.causes!.model)));
  const layout = joinLayouts([trained.detector.layout, causes.layout]);
  const states = createPlaceStates({ layout, baselines: baselinesFromJSON(structuredClone(trained.baselines)) });
  const detector = createDetector(trained.detector);
  const judges = { rules: createRuleJudge(topology, states), forest: createCauseJudge(causes, topology, states) };
  const asked: AskedFault[] = [];
  let places = new Map<string, Place>();
  let [firstAt, span] = [0, ''];
  for (const samples of simulate({ seed, seconds: minutes * 60, faults })) {
    const { at } = samples[0]!;
    const fault = faults.find(({ start, end }) => start <= at && at < end) ?? null;
    const isFading = !fault && faults.some(({ end }) => end <= at && at < end + fadesMs);
    const now = isFading ? 'fading' : `${faults.indexOf(fault!)}`;
    if (now !== span || (!fault && places.size > 0 && at - firstAt > strayFor * 1000)) places = new Map();
    span = now;
    for (const reading of groupSamples(samples)) {
      const state = states.push(reading);
      if (!state || !detector.judge(state).anomaly) continue;
      if (places.size === 0) firstAt = at;
      places.set(placeKey(reading.place), reading.place);
    }
    const age = (at - firstAt) / 1000;
    if (isFading || places.size === 0 || !(fault ? askedAfter.includes(age) : age === askedStray)) continue;
    const [rules, forest] = [judges.rules.classify([...places.values()]), judges.forest.classify([...places.values()])];
    if (rules && forest) asked.push({ fault, age, rules, forest, isRight: (verdict) => isRight(fault, verdict) });
  }
  return asked;
}

function isRight(scheduled: ScheduledFault | null, { cause, place }: Verdict): boolean {
  if (!scheduled) return false;
  const fault = parseFault(spec, scheduled.fault);
  return cause === causeOfFault[fault.kind] && faultPlaces(spec, fault).some((each) => samePlace(each, place));
}
