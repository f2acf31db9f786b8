/* Curves of the last hour and the last day. */

import { element, history, number, onChange, state } from './state.js';

const WIDTH = 360;
const HEIGHT = 110;
const LEFT = 34;
const BOTTOM = 14;
const EVERY = 10000;

const choice = document.getElementById('plot-of');
const span = document.getElementById('plot-span');
const plots = document.getElementById('plots');
let asked = 0;

function svg(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** The greatest of the scale: 1, 2 or 5 times a power of ten. */
function top(greatest) {
  if (greatest <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(greatest));
  return [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= greatest);
}

function path(values, places, greatest, isArea) {
  const step = (WIDTH - LEFT) / (places - 1);
  const first = places - values.length;
  const y = (value) => (HEIGHT - BOTTOM) * (1 - value / greatest) + 4;
  let text = '';
  let isOpen = false;
  values.forEach((value, index) => {
    if (value === null) {
      isOpen = false;
      return;
    }
    const x = LEFT + (first + index) * step;
    text += `${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${y(value).toFixed(1)}`;
    isOpen = true;
  });
  if (isArea && values.length > 1) {
    text += `L${WIDTH} ${y(0)}L${LEFT + first * step} ${y(0)}Z`;
  }
  return text;
}

function plot(title, unit, places, seconds, curves) {
  const known = curves.flatMap(({ values }) => values.filter((value) => value !== null));
  const greatest = top(Math.max(0, ...known));
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT + 6}`, 'aria-hidden': 'true' },
  svg('path', { class: 'axis',
    d: `M${LEFT} 4V${HEIGHT - BOTTOM + 4}H${WIDTH}` }),
  svg('text', { x: LEFT - 4, y: 11, 'text-anchor': 'end' }, number(greatest)),
  svg('text', { x: LEFT - 4, y: HEIGHT - BOTTOM + 4, 'text-anchor': 'end' }, '0'),
  svg('text', { x: LEFT, y: HEIGHT + 3 }, seconds > 3600 ? '24 h ago' : '1 h ago'),
  svg('text', { x: WIDTH, y: HEIGHT + 3, 'text-anchor': 'end' }, 'now'));
  for (const { name, values } of curves) {
    if (name === 'requests') {
      picture.append(svg('path', { class: 'area', d: path(values, places, greatest, true) }));
    }
    picture.append(svg('path', { class: `curve ${name}`, d: path(values, places, greatest) }));
  }
  const told = curves.map(({ name, values }) => {
    const some = values.filter((value) => value !== null);
    return some.length === 0 ? `${name}: none yet`
      : `${name}: now ${number(some.at(-1))}${unit}, most ${number(Math.max(...some))}${unit}`;
  });
  return element('figure', { class: 'plot' },
    element('figcaption', {}, element('b', {}, title), ` — ${told.join('; ')}`), picture);
}

async function draw() {
  asked = Date.now();
  let points;
  try {
    points = await history(choice.value, span.value);
  } catch {
    plots.replaceChildren(element('p', { class: 'dim' },
      'No numbers yet: a point is added every ten seconds.'));
    return;
  }
  const seconds = points.step * points.points;
  plots.replaceChildren(
    plot('Requests and errors', '/s', points.points, seconds,
      [{ name: 'requests', values: points.requests }, { name: 'errors', values: points.errors }]),
    plot('Latency', ' ms', points.points, seconds,
      [{ name: 'latency', values: points.latency }]),
    plot('Sessions', '', points.points, seconds,
      [{ name: 'sessions', values: points.sessions }]));
}

function offer() {
  const before = choice.value;
  const options = state.rows
    .filter((row) => row.kind !== 'server')
    .map((row) => element('option', { value: `${row.kind} ${row.name}` }, `${row.kind} ${row.name}`));
  choice.replaceChildren(element('option', { value: '' }, 'the whole process'), ...options);
  choice.value = before;
  if (choice.selectedIndex < 0) {
    choice.value = '';
  }
}

choice.addEventListener('change', draw);
span.addEventListener('change', draw);
onChange((change) => {
  if (change.full) {
    offer();
  }
  if (change.full || Date.now() - asked >= EVERY) {
    draw();
  }
});
