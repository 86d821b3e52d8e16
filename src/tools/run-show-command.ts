import { z } from 'zod';
import { formatPlace, type Place } from '../domain/place.ts';
import { formatNumber } from '../foundation/number-words.ts';
import type { Parameters } from '../network/parameter-types.ts';
import type { Fact } from '../network/vendor.ts';
import { findPlace, unknownDevice } from './place-input.ts';
import { plainLine } from './plain-line.ts';
import { defineTool } from './tool.ts';

const maxFacts = 20;

/** A read-only command out of the catalogue. Only parsed facts come back; the device's text stays outside. */
export const runShowCommand = defineTool({
  name: 'run_show_command',
  effect: 'read',
  agents: ['analyst'],
  description:
    'Runs one read-only command of the catalogue on a device and returns parsed facts. Take `command` and its parameter names from show_commands of get_incident; free text is refused.',
  input: z.strictObject({
    device: z.string().min(1).max(120),
    command: z.string().min(1).max(60).describe('Id of a catalogue command'),
    parameters: z.record(z.string().max(40), z.union([z.string().max(120), z.number()])).default({}),
  }),
  async run(input, context) {
    const topology = context.ports.topology();
    if (!findPlace(topology, { device: input.device })) return unknownDevice(topology);
    const commands = context.ports.showCommands(input.device);
    if (!commands.some((command) => command.id === input.command)) {
      const known = commands.map((command) => `${command.id}(${command.parameters.join(', ')})`);
      return {
        outcome: 'refused',
        reason: `Not in the catalogue of ${input.device}. It has: ${known.join(', ') || 'nothing'}.`,
      };
    }
    const { device, command, parameters } = input;
    const answer = await context.ports.show({ incidentId: context.incidentId, device, command, parameters });
    if (answer.outcome !== 'ok') return { outcome: answer.outcome, reason: plainLine(answer.reason, 200) };
    if (answer.facts.length === 0) return { outcome: 'no-data', reason: 'The answer held no fact that is known.' };
    const place = placeOf(device, parameters);
    const evidence = answer.facts
      .slice(0, maxFacts)
      .map((fact) =>
        context.evidence.add({ kind: 'device', place, text: wordFact(place, fact), independent: fact.independent }),
      );
    return { outcome: 'ok', evidence, facts: answer.facts.slice(0, maxFacts).filter(isSafe) };
  },
});

function placeOf(device: string, parameters: Parameters): Place {
  return { device, interface: typeof parameters.interface === 'string' ? parameters.interface : null };
}

function wordFact(place: Place, { name, value }: Fact): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/_/g, ' ')
    .toLowerCase()
    .replace(/\b(?:ospf|bgp|mtu|spf|lsa|cpu|ip|arp)\b/g, (word) => word.toUpperCase());
  return `${formatPlace(place)}: ${words} is ${typeof value === 'number' ? formatNumber(value) : plainLine(value)}`;
}

/** Text that a stranger may have written goes to the model wrapped, as evidence, and in no other form. */
function isSafe(fact: Fact): boolean {
  return fact.independent || typeof fact.value === 'number';
}
