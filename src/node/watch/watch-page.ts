/** The page of `watch`: whole in itself, so that it needs no network. It draws what `/events` tells it. */
export const watchPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>policy-ascent</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark; --text: #222; --faint: #666; --rule: #ddd; --card: #fff; --back: #f4f4f2; }
@media (prefers-color-scheme: dark) {
  :root { --text: #eee; --faint: #aaa; --rule: #444; --card: #1d1f21; --back: #131415; }
}
body { margin: 0; padding: 20px 24px; font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back); }
h1 { font-size: 19px; margin: 0 0 10px; }
h2 { font-size: 13px; font-weight: 600; margin: 0 0 4px; }
table { border-collapse: collapse; margin-bottom: 16px; }
th { color: var(--faint); font-weight: 400; text-align: left; }
th, td { padding: 2px 18px 2px 0; font-variant-numeric: tabular-nums; }
.swatch { display: inline-block; width: 22px; height: 3px; margin-right: 8px; vertical-align: middle; }
#charts { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); }
figure { margin: 0; padding: 10px 12px; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; }
figure:first-child { grid-column: 1 / -1; }
canvas { display: block; width: 100%; height: 150px; }
figure:first-child canvas { height: 320px; }
figcaption { height: 1.45em; overflow: hidden; color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; }
#trouble { color: #d55e00; }
</style>
</head>
<body>
<h1>policy-ascent</h1>
<p id="trouble" role="status"></p>
<table><thead><tr><th>run</th><th>agent</th><th>environment</th><th>seed</th><th>state</th><th>steps</th>
<th>steps a second</th><th>episodes</th><th>mean return</th></tr></thead><tbody id="runs"></tbody></table>
<div id="charts"></div>
<script>
'use strict';
// Okabe and Ito (2008): they stay apart without colour vision.
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const FIRST = 'returnMean';
const NAMES = { returnMean: 'mean return, last 100 episodes', lengthMean: 'mean length, last 100 episodes' };
const runs = new Map();
const charts = new Map();
let hovered = null;
let drawing = false;

const byId = (id) => document.getElementById(id);
const short = (x) => x === null || x === undefined ? '' : Math.abs(x) >= 1e6 ? +(x / 1e6).toPrecision(4) + 'M'
  : Math.abs(x) >= 1e4 ? +(x / 1e3).toPrecision(4) + 'k' : String(+x.toPrecision(4));

const source = new EventSource('events');
source.onopen = () => { runs.clear(); byId('runs').textContent = ''; };
source.onerror = () => { byId('trouble').textContent = 'no connection to policy-ascent watch: is it still running?'; };
source.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.kind === 'error') { byId('trouble').textContent = message.message; return; }
  if (message.kind === 'heard') { byId('trouble').textContent = ''; return; }
  receive(message);
  if (!drawing) { drawing = true; requestAnimationFrame(draw); }
};

function receive(message) {
  let run = runs.get(message.run);
  if (run === undefined) {
    run = { colour: COLOURS[runs.size % COLOURS.length], cells: row(message.run), columns: [], series: {} };
    runs.set(message.run, run);
    run.cells[0].querySelector('.swatch').style.background = run.colour;
  }
  if (message.kind === 'run') Object.assign(run, { facts: message });
  if (message.kind === 'state') run.state = message.state;
  if (message.kind !== 'rows') return;
  if (message.anew || run.columns.length === 0) {
    run.columns = message.columns;
    run.series = Object.fromEntries(message.columns.map((name) => [name, []]));
  }
  for (const values of message.rows) run.columns.forEach((name, i) => run.series[name].push(values[i] ?? null));
}

function row(name) {
  const line = document.createElement('tr');
  const cells = Array.from({ length: 9 }, () => line.appendChild(document.createElement('td')));
  cells[0].appendChild(document.createElement('span')).className = 'swatch';
  cells[0].appendChild(document.createTextNode(name));
  byId('runs').appendChild(line);
  return cells;
}

function draw() {
  drawing = false;
  for (const run of runs.values()) describe(run);
  const names = new Set([FIRST, 'lengthMean']);
  for (const { columns } of runs.values()) for (const name of columns) names.add(name);
  for (const name of ['step', 'seconds', 'episodes']) names.delete(name);
  for (const name of names) chart(name);
}

function describe({ cells, facts, state, series }) {
  const last = (name) => (series[name] ?? []).at(-1);
  const [step, seconds] = [last('step') ?? 0, last('seconds')];
  const share = facts ? ' of ' + short(facts.totalSteps) + ' (' + Math.floor(100 * step / facts.totalSteps) + ' %)' : '';
  const texts = [facts?.agent, facts?.environment, facts?.seed, state, short(step) + share,
    seconds ? short(step / seconds) : '', short(last('episodes')), short(last(FIRST))];
  texts.forEach((text, i) => { cells[i + 1].textContent = text ?? ''; });
}

function chart(name) {
  let found = charts.get(name);
  if (found === undefined) {
    const figure = byId('charts').appendChild(document.createElement('figure'));
    figure.appendChild(document.createElement('h2')).textContent = NAMES[name] ?? name;
    const canvas = figure.appendChild(document.createElement('canvas'));
    const caption = figure.appendChild(document.createElement('figcaption'));
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', name + ' against environment steps');
    canvas.onpointermove = (event) => { hovered = event.offsetX / canvas.clientWidth; draw(); };
    canvas.onpointerleave = () => { hovered = null; draw(); };
    found = { canvas, caption };
    charts.set(name, found);
  }
  const [width, height, scale] = [found.canvas.clientWidth, found.canvas.clientHeight, window.devicePixelRatio || 1];
  Object.assign(found.canvas, { width: width * scale, height: height * scale });
  const pen = found.canvas.getContext('2d');
  pen.scale(scale, scale);
  plot(pen, name, { left: 54, top: 8, right: width - 10, bottom: height - 20 }, width, found.caption);
}

function plot(pen, name, frame, width, caption) {
  const styles = getComputedStyle(document.documentElement);
  const [text, rule] = [styles.getPropertyValue('--faint'), styles.getPropertyValue('--rule')];
  const range = rangeOf(name);
  pen.font = '11px system-ui, sans-serif';
  caption.textContent = 'environment steps';
  if (range === undefined) { caption.textContent = 'no value yet'; return; }
  const x = (step) => frame.left + (frame.right - frame.left) * step / range.end;
  const y = (value) => frame.bottom - (frame.bottom - frame.top) * (value - range.low) / (range.high - range.low);
  for (const value of ticks(range.low, range.high, frame.bottom - frame.top > 200 ? 7 : 4)) {
    line(pen, rule, 1, [[frame.left, y(value)], [frame.right, y(value)]]);
    label(pen, text, short(value), frame.left - 6, y(value) + 4, 'right');
  }
  for (const step of ticks(0, range.end, Math.max(2, (frame.right - frame.left) / 90))) {
    label(pen, text, short(step), x(step), frame.bottom + 14, step === 0 ? 'left' : 'center');
  }
  const threshold = name === FIRST ? thresholdOf() : null;
  if (threshold !== null) {
    pen.setLineDash([6, 4]);
    line(pen, text, 1, [[frame.left, y(threshold)], [frame.right, y(threshold)]]);
    pen.setLineDash([]);
    label(pen, text, 'reward threshold ' + threshold, frame.left + 6, y(threshold) - 5, 'left');
  }
  for (const { series, colour } of runs.values()) line(pen, colour, 1.8, placesOf(series, name, x, y));
  if (hovered === null) return;
  const step = Math.min(range.end, Math.max(0, (hovered * width - frame.left) / (frame.right - frame.left) * range.end));
  line(pen, text, 1, [[x(step), frame.top], [x(step), frame.bottom]]);
  caption.textContent = 'step ' + short(Math.round(step)) + ': ' + [...runs.values()].map(({ series }) => short(valueAt(series, name, step))).join('   ');
}

function rangeOf(name) {
  let [low, high, end] = [Infinity, -Infinity, 1];
  for (const { series, facts } of runs.values()) {
    for (const value of series[name] ?? []) if (value !== null) { low = Math.min(low, value); high = Math.max(high, value); }
    end = Math.max(end, (series.step ?? []).at(-1) ?? 0, facts?.totalSteps ?? 0);
  }
  const threshold = name === FIRST ? thresholdOf() : null;
  if (low > high) return undefined;
  if (threshold !== null) [low, high] = [Math.min(low, threshold), Math.max(high, threshold)];
  const room = low === high ? Math.max(1e-6, Math.abs(low) * 0.1) : (high - low) * 0.05;
  return { low: low - room, high: high + room, end };
}

function thresholdOf() {
  const all = new Set([...runs.values()].map(({ facts }) => facts?.rewardThreshold ?? null));
  return all.size === 1 ? [...all][0] : null;
}

/** Where the line goes: of many updates one in each half pixel is enough, and the last. */
function placesOf(series, name, x, y) {
  const places = [];
  let before = -Infinity;
  const values = series[name] ?? [];
  values.forEach((value, i) => {
    if (value === null || (x(series.step[i]) < before + 0.5 && i < values.length - 1)) return;
    before = x(series.step[i]);
    places.push([before, y(value)]);
  });
  return places;
}

/** The value of the last update up to a step. */
function valueAt(series, name, step) {
  let found;
  for (let i = 0; i < (series.step ?? []).length && series.step[i] <= step; i++) found = series[name]?.[i] ?? found;
  return found;
}

/** Round numbers from low to high, at most so many and one. */
function ticks(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const distance = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / distance);
  return Array.from({ length: Math.floor(high / distance) - first + 1 }, (_, i) => (first + i) * distance);
}

function line(pen, colour, width, places) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = 'round';
  pen.beginPath();
  places.forEach(([x, y], i) => i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y));
  pen.stroke();
}

function label(pen, colour, text, x, y, align) {
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.fillText(text, x, y);
}

window.onresize = draw;
</script>
</body>
</html>
`;
