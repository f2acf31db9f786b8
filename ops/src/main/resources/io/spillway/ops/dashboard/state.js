/*
 * What the page knows of the process. Asks for what has changed once a second while the page is
 * seen, and tells those who listen.
 */

/** Positions in the arrays of numbers, as Rows.java writes them. */
export const FRONTEND = { STATE: 1, SESSIONS: 2, LIMIT: 3, RATE: 4, REQUESTS: 5, ERRORS: 6, DENIED: 7 };
export const BACKEND = {
  USABLE: 1, SERVERS: 2, SESSIONS: 3, WAITING: 4, RATE: 5, LATENCY: 6, REQUESTS: 7, ERRORS: 8,
  SINCE: 9,
};
export const SERVER = {
  CONDITION: 1, STATUS: 2, REASON: 3, SERVES: 4, WEIGHT: 5, SESSIONS: 6, WAITING: 7, RATE: 8,
  LATENCY: 9, ERRORS: 10, SINCE: 11,
};

/** Without the name and password that somebody may have written into the address. */
const BASE = location.origin + location.pathname;
const INTERVAL = 1000;
const SLOWEST = 10000;

/** rows: by number, what seldom changes; live: by number, arrays of numbers. */
export const state = {
  rows: [],
  live: [],
  process: null,
  facilities: null,
  events: [],
  alerts: null,
  role: { user: '', level: 'user', token: '', instances: [] },
};

const listeners = [];
let epoch = '';
let version = 0;
let isPaused = false;
let failures = 0;
let timer = 0;

/** Has `listener(change)` called after each change; `change.full` when all is new. */
export function onChange(listener) {
  listeners.push(listener);
}

export function isWell(numbers) {
  return ['up', 'unchecked', 'starting'].includes(numbers[SERVER.CONDITION]);
}

async function fetchJson(address) {
  const response = await fetch(new URL(address, BASE), { cache: 'no-store', credentials: 'same-origin' });
  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText}`);
  }
  return response.json();
}

async function askRole() {
  state.role = await fetchJson('role.json');
}

function take(answer) {
  const isNew = answer.epoch !== epoch;
  if (answer.full) {
    state.rows = [];
    state.live = [];
  }
  epoch = answer.epoch;
  version = answer.version;
  for (const row of answer.rows) {
    state.rows[row.id] = row;
  }
  for (const numbers of answer.live) {
    state.live[numbers[0]] = numbers;
  }
  const parts = ['process', 'facilities', 'events', 'alerts'].filter((part) => part in answer);
  for (const part of parts) {
    state[part] = answer[part];
  }
  return {
    full: answer.full,
    isNew,
    now: answer.now,
    rows: answer.rows.map((row) => row.id),
    live: answer.live.map((numbers) => numbers[0]),
    parts: new Set(parts),
  };
}

async function ask() {
  let lost = '';
  try {
    const answer = await fetchJson(`state.json?epoch=${epoch}&version=${version}`);
    if (answer.epoch !== epoch) {
      await askRole(); // Another process, or another board: tokens are its own.
    }
    const change = take(answer);
    failures = 0;
    listeners.forEach((listener) => listener(change));
  } catch (error) {
    failures += 1;
    lost = String(error.message || error);
    console.warn('no answer:', error);
  }
  showConnection(lost);
  schedule();
}

function showConnection(lost) {
  const shown = document.getElementById('connection');
  const text = lost ? `No answer for ${failures} attempts (${lost})` : isPaused ? 'Paused' : 'Live';
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
  shown.toggleAttribute('data-lost', lost !== '');
}

function schedule() {
  clearTimeout(timer);
  if (!isPaused && !document.hidden) {
    timer = setTimeout(ask, Math.min(SLOWEST, INTERVAL * 2 ** Math.min(failures, 4)));
  }
}

/** Stops following, or goes on. */
export function pause(paused) {
  isPaused = paused;
  clearTimeout(timer);
  if (paused) {
    showConnection('');
  } else {
    ask();
  }
}

/** Begins. */
export function follow() {
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !isPaused) {
      clearTimeout(timer);
      ask();
    }
  });
  ask();
}

/** Has something done; resolves to `{done, text}`. */
export async function act(wish) {
  const response = await fetch(new URL('act', BASE), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'X-Dashboard-Token': state.role.token },
    body: new URLSearchParams(wish),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { done: false, text: `${response.status} ${response.statusText}` };
  }
}

export function history(of, span) {
  return fetchJson(`history.json?of=${encodeURIComponent(of)}&span=${span}`);
}

/** The requests that ended after the one with this number. */
export function requestsAfter(number) {
  return fetchJson(`requests.json?after=${number}`);
}

export async function plan(facility) {
  return (await fetchJson(`plan.json?facility=${encodeURIComponent(facility)}`)).text;
}

/** Whether the one who looks has this role, or a greater one. */
export function may(level) {
  const levels = ['user', 'operator', 'admin'];
  return levels.indexOf(state.role.level) >= levels.indexOf(level);
}

/** An element; attributes that are false or null are left out, texts are never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export function number(value) {
  return numbers.format(value);
}

/** How long ago, or how long: `5 m`, `3 h 2 m`. */
export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const units = [['d', 86400], ['h', 3600], ['m', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) {
    return '0 s';
  }
  let rest = seconds;
  return units
    .slice(first, first + 2)
    .map(([unit, size]) => {
      const count = Math.floor(rest / size);
      rest %= size;
      return count > 0 ? `${count} ${unit}` : '';
    })
    .join(' ')
    .trim();
}

export function moment(time) {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}
