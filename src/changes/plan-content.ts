import { type PlanContent, subjectOfRoute } from '../domain/plan.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { ChangesDeps } from './deps.ts';
import { buildExpectedEffect } from './expected-effect.ts';
import { refuseValues } from './parameter-bounds.ts';
import { buildPathEffect, pathOf } from './path-effect.ts';
import { fillParameters, placeIn } from './plan-parameters.ts';
import { type Playbook, playbooksFor } from './playbooks.ts';
import { modeFor } from './policy.ts';
import { alreadyDone, readPreconditions } from './preconditions.ts';
import { type NoSteps, renderSteps } from './render-steps.ts';
import { assessRisk } from './risk.ts';
import { findTarget, type Target } from './targets.ts';

export interface Proposal {
  incidentId: string;
  /** Id of a playbook. */
  playbook: string;
  /** `device` and, for a link, `interface` name the place; the others are the playbook's own. Left out ones are filled in. */
  parameters: Parameters;
  /** "nocturne" or a user id. Who asks can't approve. */
  requestedBy: string;
  /** More people who had a part in it, such as who asked for the plan that this one replaces. */
  authors?: string[];
  /** A second proposal with the same key is answered with the same plan, whatever became of it. */
  key?: string;
  /** Id of the plan that an edit replaces: it is written only while that one still waits. */
  replaces?: string;
}

/** A plan's content and its one sentence for people. */
export interface Written {
  content: PlanContent;
  summary: string;
}

/** Puts a plan's content together, or says why there is none. Reads the devices, writes nothing. */
export async function buildContent(
  deps: ChangesDeps,
  proposal: Pick<Proposal, 'incidentId' | 'playbook' | 'parameters'>,
): Promise<Written | NoSteps> {
  const { topology, policy } = deps;
  const playbook = deps.playbooks.find(({ id }) => id === proposal.playbook);
  if (!playbook) return refuse('There is no playbook of this name');
  const opened = await openedAt(deps, playbook, proposal);
  if (opened === null) return refuse('There is no incident of this id');
  const place = placeIn(proposal.parameters);
  if (!place) return refuse('The parameter device is missing');
  const target = findTarget(topology, playbook, place);
  if ('reason' in target) return refuse(target.reason);
  if (
    modeFor(
      policy,
      topology,
      target.places.map(({ device }) => device),
    ) === 'observe'
  ) {
    return { outcome: 'escalate', reason: 'The policy only lets these devices be observed' };
  }
  const assessed = assessRisk({ topology, target, irreversible: playbook.irreversible });
  if (playbook.needs_other_way && assessed.blastRadius.length > 0) {
    return { outcome: 'escalate', reason: `There is no other way for ${assessed.blastRadius.join(', ')}` };
  }
  const filled = await fillParameters(deps, playbook, target, proposal.parameters);
  if ('outcome' in filled) return filled;
  const { parameters } = filled;
  const options = { ...deps, playbook, places: target.places, parameters };
  const read = await readPreconditions(options);
  if (read.outcome !== 'ok') return read;
  const done = alreadyDone(options, read.facts);
  if (done.length > 0)
    return refuse(`${done.map(({ device }) => device).join(' and ')} is in the wanted state already`);
  const unfit = refuseValues(playbook, parameters, read.facts);
  if (unfit !== null) return refuse(unfit);
  const timerSeconds = timerFor(deps, playbook, assessed.lockOut);
  const steps = renderSteps({ ...options, preconditions: read.facts, timerSeconds });
  if ('outcome' in steps) return steps;
  const effect = playbook.expect?.path
    ? await buildPathEffect(deps, playbook, target, parameters)
    : { ...buildExpectedEffect({ ...options, openedAt: opened, now: deps.clock() }), basis: undefined };
  if ('reason' in effect) return refuse(effect.reason);
  const traffic = await trafficOf(deps, playbook, target, parameters);
  if (traffic && 'outcome' in traffic) return traffic;
  const content: PlanContent = {
    playbook: playbook.id,
    parameters,
    incidentId: proposal.incidentId,
    target: target.places[0]!,
    steps,
    expected: effect.expected,
    preconditions: read.facts,
    ...(effect.basis && { basis: effect.basis }),
    ...(traffic && { traffic: traffic.words }),
    irreversible: playbook.irreversible,
    risk: assessed.risk,
    riskReasons: assessed.reasons,
    blastRadius: assessed.blastRadius,
    approvals: policy.approvals[assessed.risk],
  };
  return { content, summary: fillSummary(playbook.summary, parameters, target) };
}

/** When the trouble began, or now where a playbook needs none; null where there is no such incident. */
async function openedAt(
  { store, clock }: ChangesDeps,
  { expect }: Playbook,
  { incidentId, parameters }: Pick<Proposal, 'incidentId' | 'parameters'>,
): Promise<number | null> {
  const incident = await store.incidents.get(incidentId);
  if (incident) return incident.openedAt;
  return expect?.path && incidentId === subjectOfRoute(pathOf(expect.path, parameters)) ? clock() : null;
}

/**
 * What becomes of the traffic, for the card. A change that would congest a link is refused where another playbook is meant for the same cause, or none
 * is asked for by a cause at all; the only remedy names it.
 */
async function trafficOf(
  { routes, playbooks }: ChangesDeps,
  playbook: Playbook,
  { link }: Target,
  parameters: Parameters,
): Promise<{ words: string } | NoSteps | null> {
  if (!routes || !link || playbook.sets_cost === undefined) return null;
  const { words, fills } = await routes.traffic({ link: link.name, cost: Number(parameters[playbook.sets_cost]) });
  if (fills === null) return { words };
  const isOnly = playbook.causes.some((cause) => playbooksFor(playbooks, cause).length === 1);
  if (!isOnly) return refuse(`It would fill ${fills}`);
  return { words: `${words}. It congests: it fills ${fills}, and there is no other remedy` };
}

/** What sending the lines, and confirming them afterwards, may take beside the waiting for telemetry. */
const besideSeconds = 60;

/**
 * A change that could lock the product out always runs under a timer; without one it can't be rendered. The timer never ends before telemetry
 * has decided: a change that helps would be taken back while it is judged.
 */
export function timerFor(
  { policy }: Pick<ChangesDeps, 'policy'>,
  { expect }: Pick<Playbook, 'expect'>,
  lockOut: readonly string[],
): number | null {
  if (policy.revertTimer !== 'always' && lockOut.length === 0) return null;
  return Math.max(policy.revertTimerSeconds, (expect?.within_seconds ?? 0) + besideSeconds);
}

function fillSummary(text: string, parameters: Parameters, target: Target): string {
  const ends = target.places.map((place) => `${place.device} ${place.interface ?? ''}`.trim()).join(', ');
  const values: Parameters = { ...parameters, ends, link: target.link?.name ?? '' };
  return text.replace(/\{\{([a-z_]+)\}\}/g, (gap, name: string) => String(values[name] ?? gap));
}

const refuse = (reason: string): NoSteps => ({ outcome: 'refused', reason });
