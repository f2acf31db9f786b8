/* What operators can change: servers, facilities, silences. */

import {
  SERVER, act, duration, element, may, moment, number, onChange, plan, state,
} from './state.js';

const server = document.getElementById('server');
const confirmation = document.getElementById('confirm');
let shownServer = -1;
let doIt = null;

function tell(dialog, text, isFailure) {
  const shown = dialog.querySelector('.outcome');
  shown.textContent = text;
  shown.classList.toggle('failed', isFailure);
}

/** Has something done, and says in `dialog` what came of it; whether it was done. */
async function wish(dialog, what) {
  tell(dialog, 'Asked for …', false);
  try {
    const outcome = await act(what);
    tell(dialog, outcome.text || (outcome.done ? 'Done.' : 'Refused.'), !outcome.done);
    return outcome.done;
  } catch (error) {
    tell(dialog, String(error.message || error), true);
    return false;
  }
}

/** Asks before something is done that hurts. */
export function confirm(title, text, what, time = '') {
  document.getElementById('confirm-title').textContent = title;
  document.getElementById('confirm-text').textContent = text;
  document.getElementById('confirm-time').hidden = time === '';
  document.getElementById('confirm-value').value = time;
  tell(confirmation, '', false);
  doIt = async () => {
    const full = time === '' ? what
      : { ...what, value: document.getElementById('confirm-value').value };
    if (await wish(confirmation, full)) {
      confirmation.close();
    }
  };
  confirmation.showModal();
}

document.getElementById('confirm-do').addEventListener('click', () => doIt?.());

for (const button of document.querySelectorAll('dialog .close')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}

/* One server. */

function named() {
  const row = state.rows[shownServer];
  return { backend: state.rows[row.backend].name, server: row.name };
}

function paintServer() {
  const row = state.rows[shownServer];
  const now = state.live[shownServer];
  const facts = {
    State: now[SERVER.STATUS],
    Why: now[SERVER.REASON] || '–',
    Since: `${moment(now[SERVER.SINCE])} (${duration(Date.now() - now[SERVER.SINCE])})`,
    Address: row.address,
    Tier: row.tier === 0 ? 'backup' : String(row.tier),
    'Takes traffic': now[SERVER.SERVES] ? 'yes' : 'no',
    Weight: `${now[SERVER.WEIGHT]} (configured: ${row.usualWeight})`,
    Sessions: number(now[SERVER.SESSIONS]),
    Waiting: number(now[SERVER.WAITING]),
    Rate: `${number(now[SERVER.RATE])}/s`,
    Latency: `${number(now[SERVER.LATENCY])} ms`,
    Errors: number(now[SERVER.ERRORS]),
  };
  document.getElementById('server-facts').replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) =>
      [element('dt', {}, name), element('dd', {}, value)]));
}

/** Shows everything about one server, and what can be done with it. */
export function showServer(id) {
  shownServer = id;
  const { backend, server: name } = named();
  document.getElementById('server-name').textContent = `${backend}/${name}`;
  document.getElementById('server-controls').hidden = !may('admin');
  document.getElementById('weight-value').value = state.live[id][SERVER.WEIGHT];
  tell(server, '', false);
  paintServer();
  server.showModal();
}

for (const button of server.querySelectorAll('[data-state]')) {
  button.addEventListener('click', () => {
    const what = { action: 'server-state', value: button.dataset.state, ...named() };
    if (button.dataset.state === 'maint') {
      confirm(`Put ${what.backend}/${what.server} into maintenance?`,
        'It gets no more traffic and is not checked.', what);
    } else {
      wish(server, what);
    }
  });
}

document.getElementById('server-sessions').addEventListener('click', () => {
  const what = { action: 'server-sessions', ...named() };
  confirm(`End all sessions of ${what.backend}/${what.server}?`,
    'Requests that are being answered break off.', what);
});

document.getElementById('weight').addEventListener('submit', (event) => {
  event.preventDefault();
  wish(server, { action: 'server-weight', value: document.getElementById('weight-value').value,
    ...named() });
});

/* Facilities. */

async function askFacility(verb, facility) {
  const words = {
    drain: `Keep ${facility} out of service?`,
    force: `Have ${facility} serve alone?`,
    auto: `Have ${facility} follow the verdict again?`,
    failback: `Let ${facility} take over again now?`,
    drill: `Keep ${facility} out of service as a drill?`,
  };
  let text = '';
  if (verb === 'drain' || verb === 'drill') {
    try {
      text = await plan(facility);
    } catch (error) {
      text = String(error.message || error);
    }
  }
  confirm(words[verb], text, { action: `facility-${verb}`, facility }, verb === 'drill' ? '10m' : '');
}

/** The buttons of a facility. */
export function facilityButtons(facility) {
  const labels = { drain: 'Drain', force: 'Force', auto: 'Auto', failback: 'Fail back', drill: 'Drill' };
  return element('div', { class: 'buttons' }, ...Object.entries(labels).map(([verb, label]) =>
    element('button', { type: 'button', 'aria-label': `${label} ${facility}`,
      onclick: () => askFacility(verb, facility) }, label)));
}

/* Silences. */

const silence = document.getElementById('silence');

silence.addEventListener('submit', (event) => {
  event.preventDefault();
  const value = (id) => document.getElementById(id).value.trim();
  confirm(`Silence alerts for ${value('silence-time')}?`,
    `Proxy: ${value('silence-proxy') || 'all'}, server: ${value('silence-server') || 'all'}`,
    { action: 'silence', value: value('silence-time'), proxy: value('silence-proxy'),
      server: value('silence-server'), reason: value('silence-reason') });
});

/** The button that ends a silence. */
export function endSilence(id) {
  return element('button', { type: 'button', onclick: () =>
    confirm(`End silence ${id}?`, '', { action: 'unsilence', value: String(id) }) }, 'End');
}

onChange((change) => {
  silence.hidden = !may('operator');
  if (server.open && (change.full || change.live.includes(shownServer))) {
    if (state.rows[shownServer]?.kind === 'server') {
      paintServer();
    } else {
      server.close();
    }
  }
});
