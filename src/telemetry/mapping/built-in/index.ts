import { type Mapping, mappingSchema } from '../mapping-schema.ts';
import { eos } from './eos.ts';
import { snmp } from './snmp.ts';
import { telegraf } from './telegraf.ts';
import { yang } from './yang.ts';

/** Names that are understood without any configuration: our own, those of Telegraf, of SNMP tables, YANG paths and the state of EOS. A file for each family. */
export const builtInMapping: Mapping = mappingSchema.parse({
  // `host` comes last: it often is the machine that asked.
  deviceTags: ['device', 'agent_host', 'sysName', 'hostname', 'source', 'target', 'system_id', 'agent', 'host'],
  interfaceTags: ['interface', 'interface_name', 'ifName', 'ifDescr'],
  fields: { ...snmp.fields, ...yang.fields, ...eos.fields },
  ratios: [...(snmp.ratios ?? []), ...(yang.ratios ?? []), ...(eos.ratios ?? [])],
  rules: telegraf.rules,
});
