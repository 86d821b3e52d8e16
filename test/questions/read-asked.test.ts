import { describe, expect, it } from 'vitest';
import type { Topology } from '../../src/domain/device.ts';
import { canonicalMetrics } from '../../src/domain/sample.ts';
import { createRandom } from '../../src/models/random.ts';
import { questionKinds } from '../../src/questions/list.ts';
import type { Asked } from '../../src/questions/question-kind.ts';
import { readAsked } from '../../src/questions/read-asked.ts';
import { readPeriod } from '../../src/questions/read-period.ts';

const now = Date.parse('2026-11-30T02:03:04.567Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

const device = (name: string, site: string, ports: string[] = []) => ({
  ...{ name, site, platform: 'unknown', role: 'router', tags: [], management: null },
  interfaces: Object.fromEntries(ports.map((port) => [port, {}])),
});
const topologyOf = (...devices: Topology['devices']): Topology => ({ devices, links: [] });
const topology: Topology = {
  devices: [
    device('Router-A', 'Berlin', ['eth1', 'Gi0/1']),
    device('Router-B', 'Berlin', ['eth1']),
    device('O\'Brien"`', 'Zürich-⚡'),
  ],
  links: [
    {
      ...{ name: 'l', a: { device: 'Router-A', interface: 'wan' }, b: { device: 'Router-B', interface: 'wan' } },
      capacityMbps: null,
    },
  ],
};

function ask(text: string | string[], known = topology): Asked {
  const read = readAsked(typeof text === 'string' ? text.split(' ') : text, known, now);
  if ('problem' in read) throw new Error(read.problem);
  return read.asked;
}
function refused(text: string | string[], known = topology): string {
  const read = readAsked(typeof text === 'string' ? text.split(' ') : text, known, now);
  return 'problem' in read ? read.problem : `taken: ${JSON.stringify(read.asked)}`;
}

describe('a time', () => {
  it.each<[string, number, number]>([
    ['1h', now - hourMs, now],
    ['24h', now - dayMs, now],
    ['7D', now - 7 * dayMs, now],
    ['2w', now - 14 * dayMs, now],
    ['007d', now - 7 * dayMs, now],
    ['18300d', now - 18_300 * dayMs, now],
    ['today', day('2026-11-30'), now],
    ['Yesterday', day('2026-11-29'), day('2026-11-30')],
    ['2026-11-22', day('2026-11-22'), day('2026-11-23')],
    ['2024-02-29', day('2024-02-29'), day('2024-03-01')],
    ['2026-11-30', day('2026-11-30'), day('2026-12-01')],
    ['2026-11-01..2026-11-07', day('2026-11-01'), day('2026-11-08')],
    ['2026-10-31..2027-01-01', day('2026-10-31'), day('2027-01-02')],
    ['2026-11-22T10:00..2026-11-22T12:30', day('2026-11-22') + 10 * hourMs, day('2026-11-22') + 12.5 * hourMs],
    ['2026-11-22t10:00..2026-11-22', day('2026-11-22') + 10 * hourMs, day('2026-11-23')],
    ['2026-11-21..2026-11-22T12:00', day('2026-11-21'), day('2026-11-22') + 12 * hourMs],
  ])('%s', (word, from, to) => expect(readPeriod(word, now)).toEqual({ from, to }));

  it.each<[string, RegExp]>([
    ...[
      '2026-02-30',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-11-00',
      '2026-11-31',
      '2026-11-22T24:30..2026-11-23',
      '2026-11-22T10:60..2026-11-23',
    ].map((word): [string, RegExp] => [word, /is not in the calendar/]),
    ['2026-11-01..2026-02-30', /^2026-02-30 is not in the calendar/],
    ...[
      '0h',
      '00d',
      '0w',
      '2026-11-07..2026-11-01',
      '2026-11-22T10:00..2026-11-22T10:00',
      '2026-11-22T10:00..2026-11-21',
    ].map((word): [string, RegExp] => [word, /must begin before it ends/]),
    ...['2026-12-01', '2027-01-01..2027-02-01', '2026-11-30T02:04..2026-11-30T03:00'].map((word): [string, RegExp] => [
      word,
      /has not begun yet/,
    ]),
    ...['18301d', '999999w', `${'9'.repeat(150)}h`, '0001-01-01..2026-11-01'].map((word): [string, RegExp] => [
      word,
      /50 years are the most/,
    ]),
    ['2026-11-22T10:00', /is one minute: name a day, or write 2026-11-22T10:00\.\./],
  ])('%s is none, and says why', (word, why) => {
    expect(readPeriod(word, now)).toEqual({ problem: expect.stringMatching(why) });
    expect(refused(['values', word])).toMatch(why);
    expect(refused(['values', `time:${word}`])).toMatch(why);
    expect(refused(['compare', '1h', 'vs', word])).toMatch(why);
  });

  it.each([
    '',
    'h',
    '7',
    '7m',
    '7days',
    '-7d',
    '1.5d',
    '1e3h',
    '٧d',
    '2026',
    '2026-11',
    '26-11-22',
    '2026/11/22',
    '2026-11-22..',
    '..2026-11-22',
    '2026-11-22...2026-11-23',
    '2026-11-22T10',
    'tomorrow',
    'now',
    ' 7d',
    '7d ',
    '7d\n',
  ])('%j does not look like one', (word) => expect(readPeriod(word, now)).toBeNull());

  it('that is read again from what it says is the same', () => {
    const random = createRandom(3);
    const text = (at: number) => new Date(at).toISOString().slice(0, 10);
    for (let i = 0; i < 300; i += 1) {
      const from = Math.floor((now - random() * 20_000 * dayMs * 0.9) / dayMs) * dayMs;
      const to = Math.min(from + Math.floor(random() * 800) * dayMs, Math.floor(now / dayMs) * dayMs);
      expect(readPeriod(`${text(from)}..${text(to)}`, now)).toEqual({ from, to: to + dayMs });
    }
  });
});

/** Every order of some words. */
function* orders<T>(words: readonly T[]): Generator<T[]> {
  if (words.length === 0) yield [];
  for (const [i, word] of words.entries())
    for (const rest of orders(words.filter((_, j) => j !== i))) yield [word, ...rest];
}

describe('the words of a question', () => {
  it.each<[string[], Partial<Asked>]>([
    [
      ['router-a', 'GI0/1', 'Latency_MS', '24h'],
      {
        devices: ['Router-A'],
        interface: 'Gi0/1',
        metric: 'latency_ms',
        places: 'Router-A Gi0/1',
        span: { from: now - dayMs, to: now },
      },
    ],
    [['ROUTER-A', 'eth1', 'memory_pct'], { devices: ['Router-A'], interface: 'eth1', metric: 'memory_pct' }],
    [['Router-B', 'WAN', '2w'], { devices: ['Router-B'], interface: 'wan', metric: 'cpu_pct' }],
    [['Router-A', 'Te1/0/7', 'cpu_pct'], { devices: ['Router-A'], interface: 'Te1/0/7', metric: 'cpu_pct' }],
    [
      ['berlin', 'cpu_pct', 'today'],
      { devices: ['Router-A', 'Router-B'], places: 'site Berlin (2 devices)', metric: 'cpu_pct' },
    ],
    [['zürich-⚡', '1h'], { devices: ['O\'Brien"`'], places: 'site Zürich-⚡ (1 device)' }],
    [['ALL', 'if_octets.in:rate', '7d'], { devices: null, places: 'all places', metric: 'if_octets.in:rate' }],
    [['o\'brien"`', 'metric:temp1', '7d'], { devices: ['O\'Brien"`'], metric: 'temp1' }],
    [
      ['device:router-a', 'interface:temp1', 'time:7d', 'metric:x/y z'],
      { devices: ['Router-A'], interface: 'temp1', metric: 'x/y z' },
    ],
    [['site:BERLIN', '7d'], { devices: ['Router-A', 'Router-B'] }],
    [[], { devices: null, interface: null, metric: 'cpu_pct', places: 'all places', compared: null }],
  ])('%j mean the same in every order', (words, meant) => {
    for (const order of orders(words)) expect(ask(['values', ...order]), order.join(' ')).toMatchObject(meant);
  });

  const last = { from: now - dayMs, to: now };
  const before = { from: day('2026-11-01'), to: day('2026-11-02') };
  it.each(['24h vs 2026-11-01', 'VS 2026-11-01 24h', 'vs Router-A 2026-11-01 24h', '24h versus 2026-11-01 Router-A'])(
    'compare %s has the time to compare with after vs',
    (words) => expect(ask(`compare ${words}`)).toMatchObject({ span: last, compared: before }),
  );
  it('compare has the time before, as long, where none is named', () => {
    expect(ask('compare 24h').compared).toEqual({ from: now - 2 * dayMs, to: now - dayMs });
    expect(ask('compare vs 2026-11-01').span).toEqual({ from: now - 7 * dayMs, to: now });
  });

  it.each(questionKinds.map((kind) => [kind.name, kind] as const))(
    '%s: its usual time, metric and all places',
    (name, kind) => {
      const asked = ask([name.toUpperCase()]);
      expect(asked).toMatchObject({ devices: null, interface: null, places: 'all places' });
      expect(asked.metric).toBe(typeof kind.metric === 'object' ? kind.metric.usual : null);
      expect(asked.span).toEqual({ from: now - kind.usualMs, to: now });
    },
  );

  it.each<[string, RegExp]>([
    ['', /^Say what to ask for: values, hours/],
    ['valeus', /^I do not know the question valeus\. Did you mean values\?$/],
    ['xyzzy', /^I do not know the question xyzzy\. There are values, hours/],
    ['values Router-A Router-B', /^One place is enough, and Router-B is a second one\.$/],
    ['values all Router-B', /^One place is enough, and Router-B/],
    ['values Router-A eth1 wan', /^One interface is enough, and wan/],
    ['values cpu_pct latency_ms', /^One metric is enough, and latency_ms/],
    ['values cpu_pct ifhcinoctets', /^One metric is enough, and ifhcinoctets/],
    ['values 7d 24h', /^One time is enough, and 24h is a second one; values takes one\.$/],
    ['compare 7d 24h', /second one; write vs before/],
    ['compare 1h vs 2h vs 3h', /second one|comes the one time/],
    ['compare 7d vs', /^After vs comes the one time/],
    ['compare vs', /^After vs comes the one time/],
    ['compare vs vs 2026-11-01', /^After vs comes the one time/],
    ['values 7d vs 2026-11-01', /^values compares nothing; ask compare\.$/],
    ['compare 7d vs 7d', /^The two times overlap/],
    ['compare 7d vs 14d', /^The two times overlap/],
    ['compare 2026-11-01..2026-11-05 vs 2026-11-05', /^The two times overlap/],
    ['values Router-C', /^I do not know Router-C\. Did you mean Router-A\? Write metric:Router-C/],
    ['causes Router-C', /^I do not know Router-C\. Did you mean Router-A\?$/],
    ['values Berlni', /Did you mean Berlin\?/],
    ['values latncy_ms', /Did you mean latency_ms\? Write metric:latncy_ms for a metric of that name\.$/],
    ['values cpu', /Did you mean cpu_pct\?/],
    ['values packet-loss', /Did you mean packet_loss_pct\?/],
    ['values throughput', /Did you mean throughput_mbps\?/],
    ['values yesteday', /Did you mean yesterday\?/],
    ['values eth1', /^I do not know eth1\. Write interface:eth1 or metric:eth1\.$/],
    ['values Router-A eth7', /Did you mean eth1\?/],
    ['values Router-A temp12', /^I do not know temp12\. Write interface:temp12 or metric:temp12\.$/],
    ['values Gi0/1', /^An interface needs its device beside it\.$/],
    ['values Berlin Gi0/1', /^An interface needs its device/],
    ['values all interface:eth1', /^An interface needs its device/],
    [
      'causes cpu_pct',
      /^I do not know cpu_pct: causes takes a device, a site or all and a time such as 24h, 7d or 2026-11-22\.$/,
    ],
    ['causes metric:cpu_pct', /^causes is not about a metric\.$/],
    ['importance Router-A', /^importance is about the whole network and takes a time only\.$/],
    ['importance cpu_pct', /^I do not know cpu_pct: importance takes only a time such as 24h, 7d or 2026-11-22\.$/],
    [
      'values 7days',
      /^I do not know 7days: values takes a device, a site or all, a metric and a time such as 24h, 7d or 2026-11-22\.$/,
    ],
    ['values device:nobody', /^I do not know the device nobody\.$/],
    ['values device:Router-D', /^I do not know the device Router-D\. Did you mean Router-A\?$/],
    ['values site:Router-A', /^I do not know the site Router-A\.$/],
    ['values time:soon', /^soon is no time\.$/],
    ['values device:', /^A name must follow device:/],
  ])('%j is refused, and says what is meant', (words, why) => expect(refused(words)).toMatch(why));

  it.each(Object.keys(canonicalMetrics))('%s with any one letter left out is never another metric', (metric) => {
    for (let i = 0; i < metric.length; i += 1)
      expect(refused(`values ${metric.slice(0, i)}${metric.slice(i + 1)}`)).toMatch(/^I do not know/);
  });
});

describe('a name that could mean several things', () => {
  const rows: [name: string, known: Topology, words: string, forms: string[]][] = [
    ['a device like a metric', topologyOf(device('cpu_pct', 'S')), 'cpu_pct', ['device:cpu_pct', 'metric:cpu_pct']],
    ['a device like a time', topologyOf(device('7d', 'S')), '7d', ['time:7d', 'device:7d']],
    ['a device like a day', topologyOf(device('today', 'S')), 'today', ['time:today', 'device:today']],
    ['a device called all', topologyOf(device('ALL', 'S')), 'all', ['nothing (for all places)', 'device:ALL']],
    [
      'a site called all',
      topologyOf(device('R', 'all'), device('Q', 'S')),
      'all',
      ['nothing (for all places)', 'site:all'],
    ],
    [
      'a site like a device',
      topologyOf(device('Oslo', 'Bergen'), device('R', 'Oslo')),
      'oslo',
      ['device:Oslo', 'site:Oslo'],
    ],
    [
      'a site like one of its devices',
      topologyOf(device('Oslo', 'Oslo'), device('R', 'Oslo')),
      'Oslo',
      ['device:Oslo', 'site:Oslo'],
    ],
    [
      'two devices but for capitals',
      topologyOf(device('sw', 'S'), device('SW', 'S')),
      'Sw',
      ['device:sw', 'device:SW'],
    ],
    [
      'an interface like a device',
      topologyOf(device('R', 'S', ['Q']), device('Q', 'S')),
      'R Q',
      ['device:Q', 'interface:Q'],
    ],
    [
      'an interface like a metric',
      topologyOf(device('R', 'S', ['cpu_pct'])),
      'cpu_pct R',
      ['interface:cpu_pct', 'metric:cpu_pct'],
    ],
    ['a device like a mark', topologyOf(device('site:S', 'S')), 'site:s', []],
  ];
  it.each(rows)('%s is asked back', (_name, known, words, forms) => {
    if (forms.length > 0) expect(refused(`values ${words}`, known)).toMatch(/can mean several things: write /);
    for (const form of forms) expect(refused(`values ${words}`, known)).toContain(form);
  });

  it.each(
    rows
      .flatMap(([name, known, , forms]) =>
        forms.filter((form) => form.includes(':')).map((form): [string, string, Topology] => [name, form, known]),
      )
      .filter(([, form]) => /^[a-z]+:/.test(form)),
  )('%s: %s means that', (_name, form, known) => {
    const [mark, name] = form.split(':') as [string, string];
    const asked = ask(['values', ...(mark === 'interface' ? ['R'] : []), form], known);
    const got = {
      device: asked.devices?.join(),
      site: asked.places,
      interface: asked.interface,
      metric: asked.metric,
      time: asked.span.to,
    };
    expect(got[mark as 'device']).toEqual(
      mark === 'site' ? expect.stringContaining(`site ${name} (`) : mark === 'time' ? now : name,
    );
  });

  it('a site of one device with its name is that device, and so is the one that is spelled so', () => {
    expect(ask('values Oslo', topologyOf(device('Oslo', 'Oslo'))).devices).toEqual(['Oslo']);
    expect(ask('values SW', topologyOf(device('sw', 'S'), device('SW', 'T'))).devices).toEqual(['SW']);
    expect(ask('values 2026-02-30', topologyOf(device('2026-02-30', 'S'))).devices).toEqual(['2026-02-30']);
  });
});

describe('hostile words', () => {
  const hostile = [
    ...[
      "'",
      '"',
      "'; DROP TABLE samples; --",
      '\\',
      '`rm`',
      '%s%n',
      '#{now}',
      '{{x}}',
      '<!channel>',
      '<@U1>',
      '*',
      '__proto__',
      'constructor',
      'toString',
      '🦆',
      '⚡'.repeat(50),
    ],
    ...[
      '\0',
      'a\0b',
      'a\nb',
      '\u001b[31mred',
      '\ud800',
      '\u202ecod',
      'é'.repeat(201),
      'x'.repeat(10_000),
      '9'.repeat(10_000),
      `${'1'.repeat(10_000)}d`,
      'metric:\0',
      'device:',
      'metric:',
      '-',
      '--json',
      '..',
      '',
    ],
  ];
  it.each(hostile)('%j as the question, beside one and alone', (word) => {
    for (const kind of ['values', 'causes', 'importance', 'compare'])
      for (const words of [[word], [kind, word], [kind, 'Router-A', word], [kind, word, '7d'], [kind, word, word]]) {
        const read = readAsked(words, topology, now);
        if (!('problem' in read)) {
          // Only a metric of a sender may have such a name, and the answer tells of it.
          expect(read.asked.metric).toBe(word);
          expect(word).toMatch(/^[a-z][\w.:-]*$/i);
          continue;
        }
        expect(read.problem).toMatch(/[.?]$/);
        expect(read.problem.length).toBeLessThan(500);
        expect(read.problem).not.toMatch(/[\u0000-\u001f\u007f\u202e]|undefined|\[object/);
        expect(read.problem.isWellFormed()).toBe(true);
      }
  });

  it('more words than a question has', () => {
    expect(refused(['values', ...Array<string>(1000).fill('Router-A')])).toMatch(/too many words/);
  });

  it('any words of any signs are read or refused with a sentence, and what is read is what was typed', () => {
    const random = createRandom(11);
    const parts = [
      ...'abRr01 -_.:/\'"\\\0⚡',
      'Router-A',
      'eth1',
      'cpu_pct',
      '7d',
      'vs',
      'all',
      'Berlin',
      'metric:',
      'device:',
      '2026-11-01',
      '..',
    ];
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    for (let i = 0; i < 3000; i += 1) {
      const words = Array.from({ length: Math.floor(random() * 5) }, () =>
        Array.from({ length: 1 + Math.floor(random() * random() * 5) }, () => pick(parts)).join(''),
      );
      const read = readAsked([pick(questionKinds).name, ...words], topology, now);
      if ('problem' in read) {
        expect(read.problem, JSON.stringify(words)).toMatch(/[.?]$/);
        continue;
      }
      const { kind, asked } = read;
      const typed = words.map((word) => word.toLowerCase());
      const isTyped = (name: string, mark: string) =>
        typed.includes(name.toLowerCase()) || typed.includes(`${mark}:${name}`.toLowerCase());
      if (asked.interface !== null) expect(isTyped(asked.interface, 'interface'), JSON.stringify(words)).toBe(true);
      if (asked.metric !== null && !(typeof kind.metric === 'object' && asked.metric === kind.metric.usual))
        expect(isTyped(asked.metric, 'metric'), JSON.stringify(words)).toBe(true);
      // Nothing that was typed is left out.
      const known = [
        asked.devices?.length === 1 ? asked.devices[0]! : '',
        asked.interface ?? '',
        asked.metric ?? '',
        'berlin',
        'all',
        'vs',
        '7d',
        '2026-11-01',
        '2026-11-01..2026-11-01',
      ];
      for (const word of typed.filter((one) => readPeriod(one.replace(/^time:/, ''), now) === null))
        expect(
          known.map((one) => one.toLowerCase()),
          JSON.stringify(words),
        ).toContain(word.replace(/^(metric|device|site|interface|time):(?=.)/, ''));
    }
  });
});
