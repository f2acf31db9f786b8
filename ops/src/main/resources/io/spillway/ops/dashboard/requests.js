/* Requests as they end, while somebody follows them. */

import { element, may, moment, number, onChange, requestsAfter } from './state.js';

const INTERVAL = 1000;
const MOST = 300;

const follow = document.getElementById('requests-follow');
const search = document.getElementById('requests-search');
const failed = document.getElementById('requests-failed');
const list = document.getElementById('requests-list');
const told = document.getElementById('requests-state');
let isFollowing = false;
let last = 0;
let known = [];
let timer = 0;

function path(request) {
  const steps = [request.frontend];
  if (request.backend && request.backend !== request.frontend) {
    steps.push(request.backend);
  }
  steps.push(request.server);
  return steps.join(' → ')
    + (request.retries > 0 ? `, ${request.retries} retries` : '')
    + (request.redispatched ? ', sent to another server' : '');
}

function hasFailed(request) {
  return request.status >= 500 || !['-', 'L'].includes(request.termination[0]);
}

function row(request) {
  const times = [request.queue, request.connect, request.response, request.total]
    .map((millis) => (millis < 0 ? '–' : number(millis))).join(' / ');
  const cells = [moment(request.time), request.client, request.request, path(request),
    request.status || '–', times, number(request.bytes), request.termination, request.rule];
  return element('tr', { class: hasFailed(request) ? 'failed' : null },
    ...cells.map((cell) => element('td', {}, String(cell))));
}

function wanted(request) {
  const text = search.value.trim().toLowerCase();
  return (!failed.checked || hasFailed(request))
    && `${request.client} ${request.request} ${path(request)} ${request.status} ${request.rule}`
      .toLowerCase().includes(text);
}

function paint() {
  list.replaceChildren(...known.filter(wanted).slice(-MOST).reverse().map(row));
}

async function ask() {
  try {
    const answer = await requestsAfter(last);
    if (answer.last < last) {
      known = [];
    }
    last = answer.last;
    known = [...known, ...answer.requests].slice(-MOST * 3);
    told.textContent = '';
    if (answer.requests.length > 0) {
      paint();
    }
  } catch (error) {
    told.textContent = String(error.message || error);
  }
  if (isFollowing) {
    timer = setTimeout(ask, INTERVAL);
  }
}

follow.addEventListener('click', () => {
  isFollowing = !isFollowing;
  follow.setAttribute('aria-pressed', String(isFollowing));
  clearTimeout(timer);
  if (isFollowing) {
    ask();
  }
});

search.addEventListener('input', paint);
failed.addEventListener('change', paint);
document.getElementById('requests-choice')
  .addEventListener('submit', (event) => event.preventDefault());

onChange((change) => {
  if (change.isNew) {
    document.getElementById('requests').hidden = !may('operator');
    document.getElementById('to-requests').hidden = !may('operator');
    last = 0;
  }
});
