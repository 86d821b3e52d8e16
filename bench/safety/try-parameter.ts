import type { ParameterTypeId } from '../../src/network/parameter-types.ts';
import { findCommand, type ReadCommand, type Vendor } from '../../src/network/vendor.ts';
import type { CorpusEntry } from './corpus-entry.ts';
import { allowed, refusedBy, type Tried } from './tried.ts';
import { phasesOf, type SafetyWorld, type Try } from './world.ts';

type Value = string | number;

/**
 * What the text of a parameter stands for: `{"command", "parameters"}` a command of the catalogue, `{"playbook", "parameters"}` a proposal;
 * any other text is one value, which is tried wherever the vendor takes a parameter.
 */
type Request =
  | { command: string; parameters: Record<string, Value> }
  | { playbook: string; parameters: Record<string, Value> };

export const tryParameter: Try = async (entry, world) => {
  const vendor = world.vendorOf(entry);
  if (!vendor) return refusedBy('parameters', `the platform ${entry.vendor} is not spoken`);
  const requests = readRequests(entry, vendor, world);
  let last: Tried | undefined;
  for (const request of requests) {
    const tried =
      'command' in request
        ? await tryCommand(request, vendor, world)
        : await tryProposal(request, vendor, world, entry.text);
    if (!tried.refused) return tried;
    last ??= tried;
  }
  return last ?? refusedBy('parameters', 'nothing takes a parameter');
};

function readRequests({ text }: CorpusEntry, vendor: Vendor, world: SafetyWorld): Request[] {
  try {
    const parsed = JSON.parse(text) as Request;
    if (typeof parsed === 'object' && parsed !== null && 'parameters' in parsed) return [parsed];
  } catch {
    // Any other text is one value.
  }
  const value = text as Value;
  const commands = vendor.catalogue
    .filter(({ parameters }) => Object.keys(parameters).length === 1)
    .map(({ id, parameters }) => ({ command: id, parameters: { [Object.keys(parameters)[0]!]: value } }));
  const playbooks = world.playbooks.flatMap(({ id, parameters }) =>
    Object.keys(parameters).map((name) => ({ playbook: id, parameters: { [name]: value } })),
  );
  return [...uniqueByTypes(commands, vendor), ...playbooks];
}

/** One command for each type of parameter is enough: all go through the same check. */
function uniqueByTypes(requests: { command: string; parameters: Record<string, Value> }[], vendor: Vendor) {
  const seen = new Set<ParameterTypeId>();
  return requests.filter(({ command, parameters }) => {
    const type = findCommand(vendor, command)!.parameters[Object.keys(parameters)[0]!]!;
    return !seen.has(type) && seen.add(type);
  });
}

async function tryCommand(
  request: Extract<Request, { command: string }>,
  vendor: Vendor,
  world: SafetyWorld,
): Promise<Tried> {
  const { device: named, ...parameters } = request.parameters;
  const device = named === undefined ? world.devices.deviceOf(vendor.id) : String(named);
  const command = findCommand(vendor, request.command);
  if (world.isOn('catalogue') && world.isOn('parameters')) {
    const answer = await world.sessions.read(device, request.command, parameters);
    if (answer.outcome !== 'refused') return allowed(answer.outcome);
    return refusedBy(answer.by === 'platform' ? 'parameters' : answer.by, answer.reason);
  }
  if (!command) {
    return world.isOn('catalogue')
      ? refusedBy('catalogue', 'the catalogue has no such command')
      : world.lines.send(world.devices.deviceOf(vendor.id), request.command, phasesOf.exec);
  }
  if (world.isOn('parameters')) {
    const answer = await world.sessions.read(device, command.id, parameters);
    return answer.outcome === 'refused' ? refusedBy('parameters', answer.reason) : allowed(answer.outcome);
  }
  const line = named === undefined ? fillUnchecked(command, parameters) : String(named);
  return world.lines.send(world.devices.deviceOf(vendor.id), line, phasesOf.exec);
}

/** Values that are not in the line stand behind it, where a careless program would put them. */
function fillUnchecked({ line }: ReadCommand, parameters: Record<string, Value>): string {
  const rest = Object.entries(parameters).filter(([name]) => !line.includes(`{{${name}}}`));
  const filled = line.replace(/\{\{([a-z_]+)\}\}/g, (gap, name: string) => String(parameters[name] ?? gap));
  return [filled, ...rest.map(([, value]) => String(value))].join(' ');
}

async function tryProposal(
  { playbook, parameters }: Extract<Request, { playbook: string }>,
  vendor: Vendor,
  world: SafetyWorld,
  text: string,
): Promise<Tried> {
  if (world.isOn('parameters')) {
    const answer = await (await world.desk()).propose(playbook, parameters, vendor.id);
    if (answer.outcome === 'ok') return allowed('a plan was written');
    return refusedBy('parameters', answer.reason);
  }
  const value = Object.values(parameters)[0] ?? text;
  const line = playbook === 'memory_leak' ? `process restart ${value}` : `ip ospf cost ${value}`;
  return world.lines.send(world.devices.deviceOf(vendor.id), line, phasesOf.config);
}
