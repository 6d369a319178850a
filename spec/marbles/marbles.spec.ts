import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDiagram } from '../../tooling/marbles/compare-diagram.mjs';
import { diagramsFolder, readDiagrams } from '../../tooling/marbles/read-diagrams.mjs';
import { readPictures } from '../../tooling/marbles/read-pictures.mjs';
import { renderDiagram } from '../../tooling/marbles/render-diagram.mjs';
import { runDiagram } from '../../tooling/marbles/run-diagram.mjs';

const DEADLINE = 5000;

const OPERATORS = ['map', 'starmap', 'imap', 'imap-unordered', 'istarmap', 'istarmap-unordered'];

const BEHAVIOURS = [
  'order',
  'chunks',
  'linger',
  'empty',
  'item-error',
  'settle',
  'source-error',
  'unsubscribe',
  'buffersize',
];

const diagrams = readDiagrams();
const pictures = readPictures();

describe.each([...diagrams])('%s', (name, diagram) => {
  it(
    `is true: ${diagram.title}`,
    () => {
      const { said, happened } = compareDiagram(diagram, runDiagram(diagram));
      expect(happened).toBe(said);
    },
    DEADLINE,
  );

  it(
    'has the picture that its text gives',
    () => {
      const isFresh = pictures.get(`${name}.svg`) === renderDiagram(diagram, runDiagram(diagram));
      expect(isFresh, `marbles/svg/${name}.svg is stale: run \`npm run marbles\``).toBe(true);
    },
    DEADLINE,
  );
});

describe('marbles/', () => {
  it('shows every behaviour of every operator', () => {
    const wanted = OPERATORS.flatMap((operator) =>
      BEHAVIOURS.map((behaviour) => `pool-${operator}-${behaviour}`),
    );
    expect(wanted.filter((name) => !diagrams.has(name))).toEqual([]);
  });

  it('has no picture without a diagram', () => {
    const known = [...diagrams.keys()].map((name) => `${name}.svg`);
    expect([...pictures.keys()].filter((file) => !known.includes(file))).toEqual([]);
  });

  it('lists every picture in its README', () => {
    const readme = readFileSync(join(diagramsFolder, 'README.md'), 'utf8');
    expect([...pictures.keys()].filter((file) => !readme.includes(`(svg/${file})`))).toEqual([]);
  });
});
