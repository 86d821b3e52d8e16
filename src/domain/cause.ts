/**
 * The one list of causes. `symptom` is what the forest classifies and what a rule sees; `id` is finer where evidence allows and otherwise equal
 * to the symptom. JSON, playbooks, labels and digests use these ids; foreign labels are mapped in data.
 */
export const causes = [
  { id: 'latency_spike', symptom: 'latency_spike', place: 'link', title: 'Latency spike' },
  { id: 'packet_loss', symptom: 'packet_loss', place: 'link', title: 'Packet loss' },
  { id: 'cpu_overload', symptom: 'cpu_overload', place: 'device', title: 'CPU overload' },
  { id: 'memory_leak', symptom: 'memory_leak', place: 'device', title: 'Memory leak' },
  { id: 'congestion', symptom: 'latency_spike', place: 'link', title: 'Congestion' },
  { id: 'bad_optic', symptom: 'packet_loss', place: 'interface', title: 'Bad optic or cable' },
  { id: 'link_down', symptom: 'unreachable', place: 'link', title: 'Link down' },
  { id: 'device_down', symptom: 'unreachable', place: 'device', title: 'Device unreachable' },
  { id: 'telemetry_silent', symptom: 'silent', place: 'device', title: 'Telemetry silent' },
  { id: 'bgp_hijack', symptom: 'routing', place: 'device', title: 'BGP hijack' },
  { id: 'bgp_injection', symptom: 'routing', place: 'device', title: 'BGP route injection' },
  { id: 'maintenance', symptom: 'maintenance', place: 'device', title: 'Maintenance' },
  { id: 'unknown', symptom: 'unknown', place: 'device', title: 'Unknown cause' },
] as const satisfies readonly { id: string; symptom: string; place: 'device' | 'interface' | 'link'; title: string }[];

export type CauseId = (typeof causes)[number]['id'];
export type Symptom = (typeof causes)[number]['symptom'];

export function isCauseId(id: string): id is CauseId {
  return causes.some((cause) => cause.id === id);
}

export function describeCause(id: string): (typeof causes)[number] {
  return causes.find((cause) => cause.id === id) ?? causes[causes.length - 1]!;
}

/** Causes that show by telemetry that does not come: for them silence is the evidence, and not the lack of it. */
export function isKnownBySilence(cause: CauseId): boolean {
  return cause === 'device_down' || cause === 'telemetry_silent';
}
