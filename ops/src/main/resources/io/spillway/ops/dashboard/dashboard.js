/* The page: its head, facilities, alerts and events. The rest is in the modules beside it. */

import { element, follow, may, moment, number, onChange, pause, state } from './state.js';
import { endSilence, facilityButtons } from './controls.js';
import './diagram.js';
import './plots.js';
import './requests.js';

const at = (id) => document.getElementById(id);

/* Head. */

function paintHead() {
  const process = state.process;
  at('node').textContent = process.node;
  document.title = `${process.node} – Spillway`;
  at('description').textContent = process.description ?? '';
  at('description').hidden = !process.description;
  const totals = {
    Version: process.version,
    Started: moment(process.started),
    Connections: `${number(process.connections)} of ${number(process.maxConnections)}`,
    ...(process.stopping ? { State: 'stopping' } : {}),
  };
  at('totals').replaceChildren(...Object.entries(totals).map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value))));
  const { user, level } = state.role;
  const { instances } = state.role;
  at('instances').hidden = instances.length === 0;
  at('instances').replaceChildren('Other instances: ', ...instances.map(({ name, address }) =>
    element('a', { href: address }, name)));
  at('who').textContent = user ? `${user} (${level})` : 'looking only';
}

/* Facilities. */

function linkTo(voters) {
  const heard = voters.filter((voter) => voter.heard);
  const trip = heard.map((voter) => voter.round_trip_ms).filter((millis) => millis !== null);
  const text = heard.length === 0 ? '✕ not heard'
    : trip.length > 0 ? `● ${number(Math.min(...trip))} ms` : '● heard';
  return element('div', { class: heard.length === 0 ? 'site-link cut' : 'site-link' }, text);
}

function site(facility, all) {
  const voters = all.voters.filter((voter) => voter.facility === facility.name);
  const names = all.names.filter((name) => name.facilities.includes(facility.name));
  const facts = [
    names.length > 0 ? `● answers ${names.map((name) => name.name).join(', ')}` : '○ answers no name',
    facility.order === 'auto' ? 'follows the verdict'
      : `${facility.order}${facility.told_to ? `, told to ${facility.told_to}` : ''}`
        + `${facility.maintenance_until ? ` until ${moment(facility.maintenance_until)}` : ''}`,
    ...voters.map((voter) => `${voter.name}: ${voter.heard ? 'heard' : 'not heard'}`
      + `${voter.name === all.self ? ' (this instance)' : ''}`),
    facility.maintenance_next ? `next maintenance ${moment(facility.maintenance_next)}` : '',
  ].filter(Boolean);
  return element('article', { class: names.length > 0 ? 'site answers' : 'site' },
    element('h3', {}, facility.name), ...facts.map((fact) => element('p', {}, fact)),
    may('admin') ? facilityButtons(facility.name) : null);
}

function publicName(name, voters) {
  const head = element('tr', {}, ...['Facility', 'Address', 'Seen by', 'Verdict', 'Last check']
    .map((title) => element('th', { scope: 'col' }, title)));
  const rows = name.addresses.map((address) => element('tr', {},
    element('td', {}, address.facility),
    element('td', {}, address.address),
    element('td', {}, voters.filter((voter) => voter.name in address.views)
      .map((voter) => `${voter.name}: ${address.views[voter.name]}`).join(', ')),
    element('td', {}, address.withdrawn ? '✕ withdrawn' : '● good'),
    element('td', {}, address.last_check)));
  return element('div', { class: 'name' },
    element('h3', {}, name.name),
    element('div', {}, `answers ${name.answer.join(', ') || 'nothing'} `
      + `(${name.facilities.join(', ') || 'no facility'}; ${name.reason}), since ${moment(name.since)}`),
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)));
}

function paintFacilities() {
  const all = state.facilities;
  at('facilities').hidden = !all;
  at('to-facilities').hidden = !all;
  if (!all || at('sites').contains(document.activeElement)) {
    return; // Buttons are not taken from under somebody's fingers.
  }
  const own = all.voters.find((voter) => voter.name === all.self)?.facility;
  const ordered = [...all.facilities].sort((a, b) => (b.name === own) - (a.name === own));
  const cards = ordered.flatMap((facility, index) => index === 0 ? [site(facility, all)]
    : [linkTo(all.voters.filter((voter) => voter.facility === facility.name)), site(facility, all)]);
  const witnesses = all.voters.filter((voter) => voter.facility === null);
  const heard = `${all.quorum ? '● A majority is heard.' : '✕ No majority is heard: nothing changes.'}`
    + witnesses.map((voter) => ` Witness ${voter.name}: ${voter.heard ? 'heard' : 'not heard'}.`).join('');
  at('sites').replaceChildren(...cards);
  at('names').replaceChildren(element('p', {}, heard),
    ...all.names.map((name) => publicName(name, all.voters)));
}

/* Alerts. */

function none(text) {
  return element('p', { class: 'dim' }, text);
}

function paintAlerts() {
  const alerts = state.alerts;
  at('alerts').hidden = !alerts;
  at('to-alerts').hidden = !alerts;
  if (!alerts) {
    return;
  }
  at('problems').replaceChildren(...alerts.problems.map((problem) =>
    element('div', { class: 'problem', 'data-severity': problem.severity },
      element('b', {}, problem.severity),
      element('span', { class: 'what' }, problem.text + (problem.told ? '' : ' (not told)')),
      element('time', {}, `since ${moment(problem.began)}`))),
  ...(alerts.problems.length === 0 ? [none('No problem lasts.')] : []));
  at('silences').replaceChildren(...alerts.silences.map((silence) =>
    element('div', { class: 'silenced' },
      element('span', { class: 'what' }, `${silence.match}: ${silence.reason}`),
      element('time', {}, `until ${moment(silence.until)}`),
      may('operator') ? endSilence(silence.id) : null)),
  ...(alerts.silences.length === 0 ? [none('None.')] : []));
  at('channels').replaceChildren(...alerts.channels.map((channel) =>
    element('p', {}, `${channel.trouble ? '✕' : '●'} ${channel.name}: ${channel.waiting} waiting`
      + `${channel.trouble ? `; ${channel.trouble}` : ''}`)),
  ...(alerts.channels.length === 0 ? [none('None.')] : []));
}

/* Events. */

let newest = '';

function paintEvents() {
  const text = at('event-search').value.trim().toLowerCase();
  const shown = state.events.filter((event) =>
    `${event.kind} ${event.subject} ${event.text}`.toLowerCase().includes(text));
  at('timeline').replaceChildren(...shown.map((event) =>
    element('li', { 'data-severity': event.severity },
      element('time', { datetime: event.time }, moment(event.time)),
      element('span', {}, event.severity === 'information' ? event.kind : `${event.severity}: ${event.kind}`),
      element('span', { class: 'what' }, event.text))),
  ...(shown.length === 0 ? [element('li', { class: 'dim' }, 'None.')] : []));
}

/** Has screen readers say what has just gone wrong, or right again. */
function announce() {
  const last = state.events[0]?.time ?? '';
  const fresh = state.events.filter((event) => event.time > newest);
  if (newest !== '' && fresh.length > 0) {
    at('news').textContent = fresh.slice(0, 3).map((event) => event.text).join('. ');
  }
  newest = last || newest || '0';
}

/* All of it. */

onChange((change) => {
  if (change.isNew || change.parts.has('process')) {
    paintHead();
  }
  if (change.isNew || change.parts.has('facilities')) {
    paintFacilities();
  }
  if (change.isNew || change.parts.has('alerts')) {
    paintAlerts();
  }
  if (change.parts.has('events')) {
    paintEvents();
    announce();
  }
});

at('event-search').addEventListener('input', paintEvents);
at('plot-choice').addEventListener('submit', (event) => event.preventDefault());

at('pause').addEventListener('click', () => {
  const isPaused = at('pause').getAttribute('aria-pressed') !== 'true';
  at('pause').setAttribute('aria-pressed', String(isPaused));
  pause(isPaused);
});

function paintTheme(theme) {
  if (theme) {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

at('theme').value = localStorage.getItem('spillway-theme') ?? '';
paintTheme(at('theme').value);
at('theme').addEventListener('change', () => {
  localStorage.setItem('spillway-theme', at('theme').value);
  paintTheme(at('theme').value);
});

follow();
