// Prints how functions of every kind would travel.
import { createHash } from 'node:crypto';
import { defineTasks, explainFunction } from 'rxjs-pool';
import { addSecret, Calculator } from '../corpus/fixtures/library.mjs';

const factor = 3;
const big = new Uint8Array(1000);
const shared = new Int32Array(new SharedArrayBuffer(8));
const registered = Symbol.for('a');
const helper = (x) => x * factor;
class Local {}
const mixed = { f: helper };
const { floor } = Math;
const weak = new WeakMap();
const { named } = defineTasks(import.meta.url, { named: (x) => x + factor });

const functions = {
  source: (x) => x * 2,
  task: named,
  reference: addSecret,
  method: Calculator.double,
  closure: () => [factor, big, shared, registered, helper, Local, mixed, floor, addSecret, createHash],
  global: Math.sqrt,
  refused: () => weak,
};
for (const [name, fn] of Object.entries(functions)) {
  const { refusal, ...told } = await explainFunction(fn);
  console.log(JSON.stringify({ kind: name, ...told, refused: refusal?.names }));
}
