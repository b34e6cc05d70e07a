// Lines over a logarithmic axis as an SVG, with nothing but text.
const [WIDTH, HEIGHT] = [720, 400];
const BOX = { left: 56, right: 600, top: 48, bottom: 344 };
const COLORS = ['#0b6e99', '#d9730d', '#448361', '#9065b0', '#c4554d'];

/** `lines`: [{name, points: [{x, y, low?, high?}]}]; x grows by powers of ten, y from 0. */
export function plotLines({ title, x, lines }) {
  const points = lines.flatMap((line) => line.points);
  const [least, most] = [Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x))];
  const step = niceStep(Math.max(...points.map((point) => point.high ?? point.y)) / 5);
  const top = step * Math.ceil(Math.max(...points.map((point) => point.high ?? point.y)) / step);
  const across = (value) =>
    BOX.left +
    ((Math.log10(value) - Math.log10(least)) / (Math.log10(most / least) || 1)) * (BOX.right - BOX.left);
  const up = (value) => BOX.bottom - (value / top) * (BOX.bottom - BOX.top);
  const ys = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  const xs = [...new Set(points.map((point) => point.x))];
  const labels = spread(lines.map((line) => up(line.points.at(-1).y)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(BOX.left, 26, title, 'font-size="15" font-weight="bold"'),
    ...ys.flatMap((y) => [
      `<path d="M${BOX.left} ${round(up(y))}H${BOX.right}" stroke="#ddd"/>`,
      text(BOX.left - 8, up(y) + 4, format(y), 'text-anchor="end" fill="#555"'),
    ]),
    ...xs.map((value) =>
      text(across(value), BOX.bottom + 20, format(value), 'text-anchor="middle" fill="#555"'),
    ),
    text((BOX.left + BOX.right) / 2, BOX.bottom + 42, x, 'text-anchor="middle" fill="#555"'),
    ...lines.flatMap((line, index) => {
      const color = COLORS[index % COLORS.length];
      const path = line.points.map((point) => `${round(across(point.x))} ${round(up(point.y))}`).join('L');
      const spreads = line.points.filter((point) => point.low !== undefined);
      return [
        ...spreads.map(
          (point) =>
            `<path d="M${round(across(point.x))} ${round(up(point.low))}V${round(up(point.high))}" stroke="${color}" stroke-width="4" opacity="0.3"/>`,
        ),
        `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
        text(BOX.right + 10, labels[index] + 4, line.name, `fill="${color}"`),
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((factor) => factor * power >= value) ?? 10);
}

/** Moves labels apart that would overlap. */
function spread(places) {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  const moved = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { place, index } of order) {
    last = Math.max(place, last + 16);
    moved[index] = last;
  }
  return moved;
}

function text(x, y, content, attributes = '') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function format(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

function round(value) {
  return Math.round(value * 10) / 10;
}
