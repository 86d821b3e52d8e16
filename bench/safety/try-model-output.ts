import { readField } from '../../src/agents/answer-field.ts';
import { keepSupported } from '../../src/agents/cited-sentences.ts';
import { conclude } from '../../src/agents/conclusion.ts';
import { createToolPorts } from '../../src/app/tool-ports.ts';
import { noHistory } from '../../src/domain/history-reader.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { noModels } from '../../src/learning/models-in-use.ts';
import type { ReadResult } from '../../src/network/sessions.ts';
import { createEvidenceLedger } from '../../src/tools/evidence-ledger.ts';
import { tools } from '../../src/tools/index.ts';
import { bindTool, type Tool, type ToolContext, type ToolResult } from '../../src/tools/tool.ts';
import type { CorpusEntry } from './corpus-entry.ts';
import { allowed, refusedBy, type Tried } from './tried.ts';
import { phasesOf, type SafetyWorld, silentLog, type Try } from './world.ts';

/** The text is a tool call, `{"tool", "input"}`, or what a model wrote as its diagnosis. The incident is a latency spike on a link. */
export const tryModelOutput: Try = async (entry, world) => {
  const vendor = world.vendorOf(entry);
  if (!vendor) return refusedBy('tool-scope', `the platform ${entry.vendor} is not spoken`);
  const incident = await (await world.desk()).incident('latency_spike', vendor.id);
  const call = readCall(entry);
  return call ? tryCall(call, incident, world) : tryDiagnosis(entry.text, incident, world);
};

interface Call {
  tool: string;
  input: unknown;
}

function readCall({ text }: CorpusEntry): Call | null {
  try {
    const parsed = JSON.parse(text) as Call;
    return typeof parsed === 'object' && parsed !== null && 'tool' in parsed ? parsed : null;
  } catch {
    return null;
  }
}

async function tryCall(call: Call, incident: Incident, world: SafetyWorld): Promise<Tried> {
  const definition: Tool | undefined = tools.find(({ name }) => name === call.tool);
  if (!definition) {
    if (world.isOn('tool-scope')) return refusedBy('tool-scope', 'there is no such tool');
    return sendWords(call.input, incident, world);
  }
  const asked: { by: string }[] = [];
  const context = await createContext(incident, world, asked);
  let result: ToolResult;
  if (world.isOn('tool-schema')) {
    const parsed = definition.input.safeParse(call.input);
    if (!parsed.success) return refusedBy('tool-schema', parsed.error.issues[0]?.message ?? 'not what the tool takes');
    const bound = bindTool(definition, context, silentLog);
    result = JSON.parse(await bound.invoke(call.input as Record<string, unknown>)) as ToolResult;
  } else {
    const input = typeof call.input === 'object' && call.input !== null ? call.input : {};
    result = await definition
      .run({ parameters: {}, ...input }, context)
      .catch((error): ToolResult => ({ outcome: 'failed', reason: String(error) }));
  }
  if (result.outcome === 'refused' && asked.length === 0 && !world.isOn('tool-scope'))
    return callPort(call, incident, context, world);
  const reason = 'reason' in result ? String(result.reason) : result.outcome;
  if (result.outcome !== 'refused') return allowed(reason);
  const by = asked.at(-1)?.by ?? 'tool-scope';
  return world.isOn(by) ? refusedBy(by, reason) : sendWords(call.input, incident, world);
}

/** As if what the model gives were a command line. */
async function sendWords(input: unknown, { place }: Incident, world: SafetyWorld): Promise<Tried> {
  const inner = typeof input === 'object' && input !== null ? Object.values(input) : [];
  const words = inner.flatMap((value) =>
    typeof value === 'object' && value !== null ? Object.values(value) : [value],
  );
  let last: Tried = refusedBy('words', 'there is no word to send');
  for (const word of words.filter((value) => value !== place.device)) {
    last = await world.lines.send(place.device, String(word), phasesOf.config);
    if (!last.refused) return last;
  }
  return last;
}

/** Past the tool's own checks, straight to what stands behind it. */
async function callPort(
  { tool, input }: Call,
  incident: Incident,
  { ports }: ToolContext,
  world: SafetyWorld,
): Promise<Tried> {
  const { id: incidentId, place } = incident;
  const given = input as { device?: string; command?: string; playbook?: string; parameters?: Record<string, string> };
  const parameters = given.parameters ?? {};
  const answer =
    tool === 'propose_plan'
      ? await ports.proposePlan({
          ...{ incidentId, playbook: String(given.playbook), key: `${incidentId} past the tool` },
          parameters: { device: place.device, interface: place.interface ?? '', ...parameters },
        })
      : await ports.show({
          ...{ incidentId, device: String(given.device), command: String(given.command), parameters },
        });
  if (answer.outcome === 'ok' || answer.outcome === 'failed' || answer.outcome === 'no-data')
    return allowed(answer.outcome);
  const by = tool === 'propose_plan' ? 'playbook' : 'catalogue';
  return world.isOn(by) ? refusedBy(by, answer.reason) : sendWords(input, incident, world);
}

/** The product's own ports, with a note of who refused behind them. */
async function createContext(incident: Incident, world: SafetyWorld, asked: { by: string }[]): Promise<ToolContext> {
  const { sessions, devices } = world;
  const desk = await world.desk();
  const incidents = { get: () => incident, anomaliesOf: async () => [] } as never;
  const ports = createToolPorts({
    ...{ store: desk.store, topology: devices.topology, incidents, changes: desk.changes, clock: Date.now },
    metrics: { values: () => [], metricsAt: () => [], lastHeard: () => null },
    history: noHistory,
    models: noModels,
    sessions: {
      commands: sessions.commands,
      async read(device, command, parameters) {
        const answer: ReadResult = await sessions.read(device, command, parameters);
        if (answer.outcome === 'refused') asked.push({ by: answer.by === 'platform' ? 'parameters' : answer.by });
        return answer;
      },
    },
  });
  return {
    ports: {
      ...ports,
      async proposePlan(request) {
        const answer = await ports.proposePlan(request);
        if (answer.outcome !== 'ok') asked.push({ by: 'playbook' });
        return answer;
      },
    },
    ...{ incidentId: incident.id, clock: Date.now, evidence: createEvidenceLedger() },
    ...{ verdict: incident.verdict, cause: 'latency_spike', decision: null, failure: null },
  };
}

/** Two facts are known: one that a device measured, and one that a stranger could have written. */
function tryDiagnosis(text: string, { verdict, place }: Incident, world: SafetyWorld): Tried {
  const ledger = createEvidenceLedger();
  ledger.add({ kind: 'metric', place, text: `latency is 160.4 ms, usually 4.1 ms`, independent: true });
  ledger.add({ kind: 'device', place, text: 'description is core uplink', independent: false });
  const lines = text.split('\n');
  const written = lines.filter((line) => !/^\W*conclusion\W/i.test(line) && line.trim() !== '');
  const supported = keepSupported(text, ledger.all());
  const sentences = world.isOn('citations') ? supported : written.map((line) => ({ text: line, evidence: ['E1'] }));
  const cause = readField(text, 'conclusion') ?? 'inconclusive';
  if (sentences.length < written.length)
    return refusedBy('citations', `${written.length - sentences.length} of ${written.length} sentences were dropped`);
  const facts = { finding: 'confirmed', verdict, ledger, incidentPlace: place } as const;
  const concluded = conclude({ cause, sentences }, facts);
  if (concluded.cause !== null || !world.isOn('conclusion')) return allowed('it stands as a diagnosis');
  return refusedBy('conclusion', concluded.sentences.at(-1)?.text ?? 'inconclusive');
}
