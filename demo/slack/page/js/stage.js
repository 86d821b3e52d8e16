import { control } from './api.js';
import { confirmed } from './confirm.js';
import { h, icon, iconButton } from './dom.js';
import { mrkdwn } from './mrkdwn.js';
import { store } from './store.js';
import { clockTime } from './time.js';

/** The page of what stands in front of the workspace: what there is to know, and the scenarios that can be started. */
export function createStage({ openSidebar, channel, go }) {
  const title = h('h1', { class: 'pane-title' });
  const body = h('div', { class: 'stage-body' });
  const element = [
    h(
      'header',
      { class: 'pane-head' },
      iconButton('menu', 'Show channels', openSidebar, { class: 'icon-button menu-button' }),
      title,
      h('span', { class: 'pane-subtitle' }, store.stage.heading),
    ),
    body,
  ];
  const status = createStatus({ channel, go });
  const rows = new Map();
  let drawn = '';

  /** The rows stay while the list does, so that the focus does. */
  function draw() {
    const { scenarios, sections } = store.stage;
    title.textContent = store.stage.title;
    const version = JSON.stringify([scenarios, sections]);
    if (version !== drawn) {
      drawn = version;
      rows.clear();
      for (const scenario of scenarios) rows.set(scenario.name, createRow(scenario));
      const list = h(
        'ul',
        { class: 'scenarios' },
        [...rows.values()].map((row) => row.element),
      );
      body.replaceChildren(...(scenarios.length > 0 ? [status.element, list] : []), ...sections.map(section));
    }
    status.draw();
    for (const row of rows.values()) row.draw();
  }

  return { element, draw };
}

const section = ({ heading, lines }) =>
  h(
    'section',
    { class: 'stage-section' },
    h('h2', {}, heading),
    lines.map((line) => h('p', {}, mrkdwn(line))),
  );

const phaseNames = { waiting: 'about to begin', running: 'running', over: 'over', ending: 'ending' };

/** What runs, in words. */
function createStatus({ channel, go }) {
  const words = h('div', { class: 'run-words', role: 'status' });
  const open = h(
    'button',
    { type: 'button', class: 'button primary', onclick: () => go(`/${channel.id}`) },
    `Open #${channel.name}`,
  );
  const endIt = h('button', { type: 'button', class: 'button', onclick: () => end(store.stage.run.name) }, 'End it');
  const element = h(
    'section',
    { class: 'run', 'aria-label': 'What runs' },
    words,
    h('div', { class: 'acts' }, open, endIt),
  );

  function draw() {
    const { run } = store.stage;
    element.className = `run phase-${run?.phase ?? 'none'}`;
    endIt.hidden = !run || run.phase === 'ending';
    words.replaceChildren(
      h('h2', {}, run ? [run.name, phasePill(run)] : 'No scenario runs'),
      h('p', {}, run ? run.says : `Start one below: its incident appears in #${channel.name} within seconds.`),
    );
  }

  return { element, draw };
}

const phasePill = ({ phase, since }) =>
  h('span', { class: `pill phase-${phase}` }, `${phaseNames[phase]} since ${clockTime(since / 1000)}`);

/** One scenario with its button. */
function createRow({ name, title, end: outcome }) {
  const pill = h('span', {});
  const button = h('button', { type: 'button', class: 'button', onclick: () => act(name) });
  const element = h(
    'li',
    { class: 'scenario' },
    h(
      'div',
      { class: 'scenario-text' },
      h('h3', {}, name, pill),
      h('p', {}, title),
      h('p', { class: 'scenario-end' }, outcome),
    ),
    button,
  );

  function draw() {
    const run = store.stage.run?.name === name ? store.stage.run : null;
    element.classList.toggle('current', run !== null);
    pill.className = run ? `pill phase-${run.phase}` : '';
    pill.textContent = run ? phaseNames[run.phase] : '';
    const label = canEnd(run) ? 'End' : run?.phase === 'over' ? 'Start again' : 'Start';
    button.replaceChildren(icon(canEnd(run) ? 'stop' : 'play'), label);
    button.setAttribute('aria-label', `${label} ${name}`);
  }

  return { element, draw };
}

const canEnd = (run) => run?.phase === 'running' || run?.phase === 'waiting';

async function act(name) {
  const { run, switching } = store.stage;
  if (run?.name === name && canEnd(run)) return end(name);
  const hasFault = run !== null && (run.phase === 'running' || run.phase === 'over');
  const isSure = await confirmed(hasFault && ask(`Start ${name}`, switching));
  if (isSure) await control('startScenario', { name });
}

async function end(name) {
  if (await confirmed(ask(`End ${name}`, store.stage.ending))) await control('endScenario', {});
}

const ask = (title, text) => ({
  title: { text: `${title}?` },
  text: { type: 'plain_text', text },
  confirm: { text: title },
});

/** The sentence that is always in sight. */
export function drawStrip() {
  const element = document.getElementById('strip');
  const strip = store.stage?.strip;
  element.hidden = !strip;
  if (!strip) return;
  element.className = `strip tone-${strip.tone}`;
  const more = h('a', { href: '#/stage' }, store.stage.title);
  element.replaceChildren(icon(strip.tone === 'warning' ? 'warning' : 'info'), h('span', {}, strip.text, ' ', more));
}
