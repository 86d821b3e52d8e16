/** Why a line is being sent. Only "read" and "setup" lines may go over a reading session. */
export type Phase = 'setup' | 'read' | 'change' | 'undo' | 'confirm' | 'timer';

/**
 * The second layer behind equality with a rendering: what is refused however it came about. Each refusal has a name, so that it can be
 * listed, counted and switched off one by one in a measurement. Words are matched in any case and, where a command line would take it,
 * abbreviated.
 */
export interface Refusal {
  name: string;
  reason: string;
  refuses(line: string, phase: Phase): boolean;
}

const anyPhase = (name: string, reason: string, pattern: RegExp): Refusal => ({
  name,
  reason,
  refuses: (line) => pattern.test(line),
});

/** Words at the beginning of a command, also behind `do` and `no`. */
const command = (name: string, reason: string, words: string): Refusal =>
  anyPhase(name, reason, new RegExp(`^\\s*(?:do\\s+)?(?:no\\s+|default\\s+)?(?:${words})(?:\\s|$)`, 'i'));

/** `word` and every abbreviation of at least `shortest` letters, as a pattern. */
function short(word: string, shortest: number): string {
  return [...word.slice(shortest)]
    .reduceRight((rest, letter) => `(?:${letter}${rest})?`, '')
    .replace(/^/, word.slice(0, shortest));
}

export const refusals: readonly Refusal[] = [
  anyPhase('newline', 'a line ends inside the line', /[\n\r\u0085\u2028\u2029]/),
  anyPhase(
    'control-characters',
    'control characters are never sent',
    /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/,
  ),
  anyPhase('plain-ascii', 'only plain ASCII is sent; look-alikes are not', /[^\u0000-\u007f]/),
  anyPhase('length', 'no line is longer than 200 characters', /^[\s\S]{201}/),
  anyPhase('spacing', 'a line has single spaces between words and none around', /^ | $| {2}/),
  anyPhase('separator', 'one line is one command', /;|&&|\|\|/),
  anyPhase('redirect', 'output is never redirected', /[<>]|\|\s*(?:redirect|append|tee|save)\b/i),
  anyPhase(
    'pipe',
    'only include, exclude, section and begin may follow a pipe',
    /\|(?!\s*(?:include|exclude|section|begin)\s)/i,
  ),
  anyPhase('expansion', 'a shell would expand this', /[`$\\*?!~&{}]/),
  command(
    'shell',
    'no shell is opened',
    `${short('shell', 5)}|start-shell|bash|sh|guestshell|run|python|tclsh|request\\s+shell|start\\s+shell|ssh|telnet|${short('terminal', 4)}\\s+shell`,
  ),
  anyPhase('do', 'exec commands are not sent from configuration mode', /^\s*do\s/i),
  command('copy', 'files are not copied', `${short('copy', 2)}|scp|ftp|tftp|${short('archive', 2)}\\s+tar`),
  // On Junos `delete` takes a statement away. Only the two statements that playbooks set may go.
  command(
    'delete',
    'neither files nor configuration are deleted',
    `(?!delete protocols ospf (?:overload|area \\S+ interface \\S+ metric)$)${short('delete', 3)}|rmdir|rm|${short('format', 3)}|${short('rename', 3)}|squeeze`,
  ),
  command('debug', 'debugging can stop a device', `${short('debug', 3)}|${short('undebug', 3)}|${short('monitor', 3)}`),
  command(
    'reload',
    'a device is not restarted',
    `${short('reload', 3)}|reboot|${short('restart', 4)}|halt|shutdown\\s+now|${short('redundancy', 3)}`,
  ),
  command('request-system', 'system requests are not sent', '(?:request|clear)\\s+system'),
  anyPhase(
    'unbounded-ping',
    'a ping needs a count of 1 to 10',
    /^\s*(?:do\s+)?(?:ping|traceroute|mtrace)\b(?!.*\s(?:repeat|count) (?:10|[1-9])$)/i,
  ),
  command(
    'aaa',
    'who may log in is not changed',
    'aaa|tacacs(?:-server)?|radius(?:-server)?|line\\s+(?:vty|con\\S*|\\d+)',
  ),
  command(
    'enable-secret',
    'the enable secret is not changed',
    `${short('enable', 2)}\\s+(?:secret|password)|service\\s+password-encryption|password`,
  ),
  command(
    'username',
    'accounts are not changed',
    `${short('username', 4)}|set\\s+system\\s+(?:login|root-authentication)`,
  ),
  command(
    'writable-snmp',
    'SNMP is never made writable',
    'snmp-server\\s+community\\s.*\\brw\\b.*|snmp-server\\s+(?:user|group)\\s.*|set\\s+snmp\\s.*(?:read-write)?.*',
  ),
  command('boot', 'what a device boots is not changed', 'boot|config-register|license|install|upgrade|software'),
  command(
    'erase',
    'nothing is erased',
    `${short('erase', 2)}|${short('write', 2)}\\s+${short('erase', 2)}|clear\\s+(?:startup|configuration)\\S*|factory-reset|load\\s+(?:factory|override|replace)\\S*|rollback\\s+(?:clean-config|rescue)`,
  ),
  command('zeroize', 'keys are not destroyed', 'crypto\\s+key\\s+zeroize.*|crypto\\s+.*|ip\\s+ssh.*|ip\\s+http.*'),
  anyPhase(
    'remove-logging',
    'logging is not removed',
    /^\s*(?:no|default)\s+(?:log|logging|archive|service\s+timestamps)(?:\s|$)|^\s*logging\s+(?:off|console\s+debugging)/i,
  ),
  anyPhase(
    'management-interface',
    'the management interface and its VRF are not touched',
    /^\s*(?:no\s+|default\s+)?(?:interface\s+(?:mgmt|management|ma\d|fxp|em0|me0)\S*(?:\s.*)?|vrf\s+(?:definition|context|forwarding|instance)?\s*(?:mgmt|management)\S*.*|(?:set|delete)\s(?:.*\s)?interfaces?\s+(?:fxp|em|me|vme|mgmt)\S*.*)$/i,
  ),
  anyPhase(
    'default-route',
    'the default route is not touched',
    /\b0\.0\.0\.0(?:\/0|\s+0\.0\.0\.0)|::\/0|default-information|ip\s+default-gateway|default-network/i,
  ),
  anyPhase(
    'remove-routing',
    'a routing process is not removed',
    /^\s*(?:no|default)\s+(?:router|ip\s+routing|routing)(?:\s|$)/i,
  ),
];
