/* The picture of frontends, backends, tiers and servers, and the lines between them. */

import {
  BACKEND, FRONTEND, SERVER, element, isWell, moment, number, onChange, state,
} from './state.js';
import { showServer } from './controls.js';

/** Of a bigger tier only the servers are shown that are not well, until somebody wants all. */
const SHOWN_AT_ONCE = 24;
const MOST_UNWELL = 200;
const MOST_LINES = 300;

const SIGNS = {
  up: '●', unchecked: '○', starting: '◐', stopping: '◒', drain: '◒', maint: '■', down: '✕',
};
const WORDS = {
  up: 'up', unchecked: 'not checked', starting: 'warming up', stopping: 'takes no new clients',
  drain: 'draining', maint: 'in maintenance', down: 'down',
};

/** By number: the card of a frontend, `{card, tiers}` of a backend, the tile of a server. */
const frontends = new Map();
const backends = new Map();
const tiles = new Map();
const expanded = new Set();

const search = document.getElementById('search');
const unwell = document.getElementById('unwell');
const links = document.getElementById('links');

/** By number of a server, what of it matters to its tier. */
const conditions = new Map();

/** Whether what matters of a server to its tier has changed. */
function notice(id) {
  const now = state.live[id];
  const condition = `${now[SERVER.CONDITION]} ${now[SERVER.SERVES]}`;
  const isNew = conditions.get(id) !== condition;
  conditions.set(id, condition);
  return isNew;
}

function serversOf(backend) {
  return backends.get(backend.id)?.servers ?? [];
}

function wanted(server, backend) {
  const text = search.value.trim().toLowerCase();
  const isNamed = text === ''
    || backend.name.toLowerCase().includes(text)
    || server.name.toLowerCase().includes(text)
    || state.rows[server.id].address.includes(text);
  return isNamed && !(unwell.checked && isWell(state.live[server.id]));
}

/* Servers. */

function tile(server) {
  let known = tiles.get(server.id);
  if (!known) {
    known = element('button', { type: 'button', class: 'server', 'data-server': server.id,
      onclick: () => showServer(server.id) });
    tiles.set(server.id, known);
    paintServer(server.id);
  }
  return known;
}

function paintServer(id) {
  const shown = tiles.get(id);
  if (!shown) {
    return;
  }
  const server = state.rows[id];
  const now = state.live[id];
  const condition = now[SERVER.CONDITION];
  const isHttp = state.rows[server.backend].mode === 'http';
  shown.dataset.condition = condition;
  const figures = `${number(now[SERVER.RATE])}/s · ${number(now[SERVER.LATENCY])} ms`
    + (now[SERVER.WAITING] > 0 ? ` · ${now[SERVER.WAITING]} waiting` : '')
    + (now[SERVER.ERRORS] > 0 ? ` · ${number(now[SERVER.ERRORS])} errors` : '');
  shown.title = isHttp ? 'Requests a second, time until the server answers'
    : 'Connections a second, time until the server accepts';
  shown.replaceChildren(
    element('b', {}, `${SIGNS[condition]} ${server.name}`),
    element('span', { class: 'dim' },
      condition === 'up' ? '' : `${WORDS[condition]}: `),
    element('span', { class: 'unseen' }, condition === 'up' ? 'up, ' : ''),
    element('span', { class: 'numbers' }, figures),
    element('span', { class: 'why' }, isWell(now) ? '' : now[SERVER.REASON]),
  );
}

function renderTier(backend, tier) {
  const holder = backends.get(backend.id).tiers.get(tier);
  const all = holder.servers.filter((server) => wanted(server, backend));
  const key = `${backend.id} ${tier}`;
  const isBig = all.length > SHOWN_AT_ONCE && !unwell.checked;
  const isShort = isBig && !expanded.has(key);
  const shown = isShort
    ? all.filter((server) => !isWell(state.live[server.id])).slice(0, MOST_UNWELL)
    : all;
  const focused = document.activeElement?.dataset?.server;
  holder.list.replaceChildren(...shown.map((server) => element('li', {}, tile(server))));
  if (focused) {
    holder.list.querySelector(`[data-server="${focused}"]`)?.focus();
  }
  holder.box.hidden = all.length === 0;
  holder.more.hidden = !isBig;
  holder.more.setAttribute('aria-expanded', String(!isShort));
  holder.more.textContent = isShort
    ? `Show all ${number(all.length)} servers` : 'Show only those that are not well';
}

function paintTier(backend, tier) {
  const holder = backends.get(backend.id).tiers.get(tier);
  const serves = holder.servers.filter((server) => state.live[server.id][SERVER.SERVES]).length;
  const well = holder.servers.filter((server) => isWell(state.live[server.id])).length;
  holder.box.classList.toggle('in-use', serves > 0);
  holder.title.textContent = `${tier === 0 ? 'Backup' : `Tier ${tier}`}`
    + `${serves > 0 ? ' · in use' : ''} · ${well} of ${holder.servers.length} well`;
}

/* Backends. */

function makeBackend(backend, servers) {
  const heading = element('h3', {}, backend.name);
  const figures = element('p', { class: 'numbers' });
  const buttons = element('p', {});
  const card = element('article', { class: 'backend', id: `backend-${backend.id}` },
    heading, element('p', { class: 'dim' }, `${backend.mode}, ${backend.balance}`), figures,
    buttons);
  const tiers = new Map();
  const ranks = [...new Set(servers.map((server) => server.tier))]
    .sort((a, b) => (a || Infinity) - (b || Infinity));
  for (const rank of ranks) {
    const title = element('h4', {});
    const list = element('ul', { class: 'servers' });
    const more = element('button', { type: 'button', class: 'more', onclick: () => {
      const key = `${backend.id} ${rank}`;
      expanded.has(key) ? expanded.delete(key) : expanded.add(key);
      renderTier(backend, rank);
      drawLinks();
    } });
    const box = element('div', { class: 'tier' }, title, list, more);
    card.append(box);
    tiers.set(rank, { box, title, list, more,
      servers: servers.filter((server) => server.tier === rank) });
  }
  backends.set(backend.id, { card, figures, servers, tiers });
  return card;
}

function paintBackend(id) {
  const backend = state.rows[id];
  const now = state.live[id];
  const shown = backends.get(id);
  const isDown = now[BACKEND.SERVERS] > 0 && now[BACKEND.USABLE] === 0;
  shown.card.classList.toggle('down', isDown);
  shown.figures.textContent = [
    isDown ? '✕ no server available' : `${now[BACKEND.USABLE]} of ${now[BACKEND.SERVERS]} usable`,
    `${number(now[BACKEND.RATE])}/s`,
    `${number(now[BACKEND.LATENCY])} ms`,
    `${number(now[BACKEND.SESSIONS])} sessions`,
    now[BACKEND.WAITING] > 0 ? `${number(now[BACKEND.WAITING])} waiting` : '',
    now[BACKEND.ERRORS] > 0 ? `${number(now[BACKEND.ERRORS])} errors` : '',
    `since ${moment(now[BACKEND.SINCE])}`,
  ].filter(Boolean).join(' · ');
}

/* Frontends. */

function makeFrontend(frontend) {
  const figures = element('p', { class: 'numbers' });
  const leads = element('p', { class: 'dim' });
  frontend.backends.forEach((name, index) => {
    const target = backendNamed(name);
    leads.append(index === 0 ? '→ ' : ', ',
      target ? element('a', { href: `#backend-${target.id}` }, name) : name);
  });
  if (frontend.others) {
    leads.append(frontend.backends.length > 0 ? ', ' : '→ ', 'others, as rules say');
  }
  const card = element('article', { class: 'frontend', id: `frontend-${frontend.id}` },
    element('h3', {}, frontend.name),
    element('p', { class: 'dim' }, `${frontend.mode}, ${frontend.addresses.join(', ')}`),
    figures, leads);
  frontends.set(frontend.id, { card, figures });
  return card;
}

function backendNamed(name) {
  return state.rows.find((row) => row?.kind === 'backend' && row.name === name);
}

function paintFrontend(id) {
  const now = state.live[id];
  frontends.get(id).figures.textContent = [
    { OPEN: '● open', FULL: '◒ full', PAUSED: '■ paused', STOP: '✕ stopped' }[now[FRONTEND.STATE]],
    `${number(now[FRONTEND.RATE])}/s`,
    `${number(now[FRONTEND.SESSIONS])} of ${number(now[FRONTEND.LIMIT])} sessions`,
    now[FRONTEND.ERRORS] > 0 ? `${number(now[FRONTEND.ERRORS])} errors` : '',
    now[FRONTEND.DENIED] > 0 ? `${number(now[FRONTEND.DENIED])} refused` : '',
  ].filter(Boolean).join(' · ');
}

/* Lines. */

function drawLinks() {
  const frame = links.getBoundingClientRect();
  const paths = [];
  if (frame.width > 0) {
    for (const [id, { card }] of frontends) {
      for (const name of state.rows[id].backends) {
        const target = backendNamed(name);
        const end = target && backends.get(target.id).card;
        if (!end || end.hidden || card.hidden || paths.length === MOST_LINES) {
          continue;
        }
        const from = card.getBoundingClientRect();
        const to = end.getBoundingClientRect();
        const x1 = from.right - frame.left;
        const y1 = from.top - frame.top + from.height / 2;
        const x2 = to.left - frame.left;
        const y2 = to.top - frame.top + Math.min(30, to.height / 2);
        const middle = (x1 + x2) / 2;
        const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        path.setAttribute('d', `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
        path.dataset.from = id;
        path.dataset.to = target.id;
        paths.push(path);
      }
    }
  }
  links.replaceChildren(...paths);
  paintLinks();
}

function paintLinks() {
  for (const path of links.children) {
    const from = state.live[path.dataset.from];
    const to = state.live[path.dataset.to];
    path.classList.toggle('busy', from[FRONTEND.RATE] > 0 && to[BACKEND.RATE] > 0);
    path.classList.toggle('broken', to[BACKEND.SERVERS] > 0 && to[BACKEND.USABLE] === 0);
  }
}

/* All of it. */

function build() {
  frontends.clear();
  backends.clear();
  tiles.clear();
  conditions.clear();
  state.rows.filter((row) => row.kind === 'server').forEach((row) => notice(row.id));
  const servers = Map.groupBy(
    state.rows.filter((row) => row.kind === 'server'), (server) => server.backend);
  const ofBackends = state.rows.filter((row) => row.kind === 'backend')
    .map((backend) => makeBackend(backend, servers.get(backend.id) ?? []));
  document.getElementById('backends').replaceChildren(...ofBackends);
  const ofFrontends = state.rows.filter((row) => row.kind === 'frontend').map(makeFrontend);
  document.getElementById('frontends').replaceChildren(...ofFrontends);
  frontends.forEach((shown, id) => paintFrontend(id));
  backends.forEach((shown, id) => {
    paintBackend(id);
    shown.tiers.forEach((tier, rank) => paintTier(state.rows[id], rank));
  });
  choose();
}

/** Shows what is looked for. */
function choose() {
  const text = search.value.trim().toLowerCase();
  backends.forEach((shown, id) => {
    const backend = state.rows[id];
    shown.tiers.forEach((tier, rank) => renderTier(backend, rank));
    const isNamed = backend.name.toLowerCase().includes(text) && !unwell.checked;
    shown.card.hidden = !isNamed && !serversOf(backend).some((server) => wanted(server, backend));
  });
  frontends.forEach((shown, id) => {
    const frontend = state.rows[id];
    const isNamed = frontend.name.toLowerCase().includes(text);
    const leads = frontend.backends.some((name) => {
      const target = backendNamed(name);
      return target && !backends.get(target.id).card.hidden;
    });
    shown.card.hidden = !leads && (unwell.checked || !isNamed);
  });
  summarize();
  drawLinks();
}

function summarize() {
  let servers = 0;
  let well = 0;
  for (const row of state.rows) {
    if (row.kind === 'server') {
      servers += 1;
      well += isWell(state.live[row.id]) ? 1 : 0;
    }
  }
  const text = `${number(well)} of ${number(servers)} servers well`;
  const shown = document.getElementById('summary');
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
}

function update(change) {
  if (change.full) {
    build();
    return;
  }
  const dirty = new Map();
  for (const id of change.live) {
    const row = state.rows[id];
    if (row.kind === 'frontend') {
      paintFrontend(id);
    } else if (row.kind === 'backend') {
      paintBackend(id);
    } else {
      paintServer(id);
      if (notice(id)) {
        dirty.set(`${row.backend} ${row.tier}`, row);
      }
    }
  }
  for (const { backend, tier } of dirty.values()) {
    const holder = backends.get(backend).tiers.get(tier);
    paintTier(state.rows[backend], tier);
    const isPartly = holder.servers.length > holder.list.children.length;
    if (isPartly || unwell.checked) {
      renderTier(state.rows[backend], tier);
    }
  }
  if (dirty.size > 0) {
    summarize();
    drawLinks();
  } else {
    paintLinks();
  }
}

search.addEventListener('input', choose);
unwell.addEventListener('change', choose);
document.getElementById('filter').addEventListener('submit', (event) => event.preventDefault());
new ResizeObserver(() => drawLinks()).observe(document.getElementById('diagram'));
onChange(update);
