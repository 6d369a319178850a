import { expect, test } from 'vitest';
import { differences } from '../src/differences.js';

test('functions work as vitest transforms them', async () => {
  expect(await differences()).toEqual([]);
});
