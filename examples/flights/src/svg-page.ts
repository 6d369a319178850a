import { parseHTML } from 'linkedom';

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** The document in which Plot draws where there is no browser. */
export const { document } = parseHTML('<html></html>');

/** Where the numbers come from, for the foot of every page. */
export const SOURCE =
  'Source: U.S. Bureau of Transportation Statistics, flights of January to June 2001 (vega-datasets 3.2.1).';

/** A drawing, if there is one to be made, and where it goes on the page. */
export interface Part {
  readonly drawing: Element | undefined;
  readonly x: number;
  readonly y: number;
}

export interface Page {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle: string;
  readonly source: string;
  readonly parts: readonly Part[];
}

/**
 * One SVG file from a title, drawings and a source line.
 *
 * Plot puts titles and captions into HTML around its drawing; a file that opens anywhere must have them inside.
 */
export function svgPage({ width, height, title, subtitle, source, parts }: Page): string {
  const page = element('svg', {
    xmlns: NAMESPACE,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
  });
  page.append(element('rect', { width, height, fill: 'white' }));
  page.append(
    element('text', { x: 24, y: 38, 'font-size': 22, 'font-weight': 'bold', fill: '#1b1b1b' }, title),
  );
  page.append(element('text', { x: 24, y: 60, 'font-size': 13, fill: '#555' }, subtitle));
  page.append(element('text', { x: 24, y: height - 16, 'font-size': 11, fill: '#777' }, source));
  for (const { drawing, x, y } of parts) {
    if (drawing === undefined) continue;
    drawing.setAttribute('x', String(x));
    drawing.setAttribute('y', String(y));
    page.append(drawing);
  }
  return `${page.outerHTML}\n`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): Element {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
