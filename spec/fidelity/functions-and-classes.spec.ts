import { createRequire } from 'node:module';
import { Pool, UnshippableFunctionError } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// By Node itself, as vitest would make a strict module of it.
const { sloppy } = createRequire(import.meta.url)(
  './fixtures/sloppy.cjs',
) as typeof import('./fixtures/sloppy.cjs');

class Base {
  n(): string {
    return 'outer';
  }
}

describe.each(['worker_threads', 'child_process'] as const)('functions and classes, %s', (runtime) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, runtime });
  });
  afterAll(() => pool.terminate());

  it('have their own properties, as they are at the call', async () => {
    const scale = Object.assign((y: number): number => y * scale.factor, { factor: 4 });
    expect(await pool.apply(scale, [2])).toBe(8);
    scale.factor = 5;
    expect(await pool.apply(scale, [2])).toBe(10);
    const plain: { (x: number): unknown; extra?: number } = (x) => [x, plain.extra];
    expect(await pool.apply(plain, [1])).toEqual([1, undefined]);
    plain.extra = 7;
    expect(await pool.apply(plain, [1])).toEqual([1, 7]);
  });

  it('have their names', async () => {
    const quiet = (): string => quiet.name;
    const other = (): number => 1;
    const anonymous = (
      () => () =>
        1
    )();
    expect(await pool.apply(quiet)).toBe('quiet');
    expect(await pool.apply(() => [other.name, anonymous.name])).toEqual(['other', '']);
  });

  it('have the members that they were given or lost', async () => {
    class S {
      static kind = 's';
      run(x: number): number {
        return x + 1;
      }
      gone(): number {
        return 1;
      }
      get size(): number {
        return 1;
      }
    }
    S.prototype.run = (x) => x * 10;
    Reflect.deleteProperty(S.prototype, 'gone');
    Object.defineProperty(S.prototype, 'size', { get: () => 2 });
    S.kind = 't';
    const fn = (x: number): unknown => [new S().run(x), 'gone' in S.prototype, new S().size, S.kind];
    expect(await pool.apply(fn, [2])).toEqual([20, false, 2, 't']);
    S.prototype.run = (x) => x * 100;
    expect(await pool.apply(fn, [2])).toEqual([200, false, 2, 't']);
  });

  it('have their static state, own instances and private fields included', async () => {
    class C {
      static instance = new C();
      static all = new Map<string, unknown>();
      static #made = 0;
      static {
        C.all.set('first', C.instance);
      }
      k = 1;
      static next(): number {
        return ++C.#made;
      }
    }
    C.instance.k = 5;
    C.next();
    const fn = (x: number): unknown => [
      x * C.instance.k,
      C.instance instanceof C,
      C.all.get('first') === C.instance,
      C.all.size,
      C.next(),
    ];
    expect(await pool.apply(fn, [1])).toEqual([5, true, true, 1, 2]);
  });

  it('are refused where an instance of theirs has what nobody can see', async () => {
    class Secret {
      static instance = new Secret();
      #x = 1;
      read(): number {
        return this.#x;
      }
    }
    const error: unknown = await pool.apply(() => Secret.instance.read()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect((error as UnshippableFunctionError).names).toEqual(['Secret.instance']);
  });

  it('extend what was meant, and no namesake', async () => {
    const { inner, outer } = sloppy.namesakes();
    expect(await pool.apply(inner)).toBe('inner');
    expect(await pool.apply(outer)).toBe('outer');
    let Kind = class { n(): number { return 1; } }; // prettier-ignore
    const swap = (): void => void (Kind = class { n(): number { return 2; } }); // prettier-ignore
    class Kept extends Kind {
      isCurrent(): boolean {
        return Kind === Object.getPrototypeOf(Kept);
      }
    }
    const replace = (): unknown => [new Kept().isCurrent(), swap(), new Kept().n(), new Kept().isCurrent()];
    expect(await pool.apply(replace)).toEqual([true, undefined, 1, false]);
    const mixin = (base: typeof Base): typeof Base => class extends base {};
    class Mixed extends mixin(Base) {}
    expect(await pool.apply(() => [new Mixed().n(), new Mixed() instanceof Base])).toEqual(['outer', true]);
  });

  it('may be of the old kind, and refer to each other in circles', async () => {
    expect(await pool.apply(sloppy.make())).toEqual([4, 6, true, true]);
    class A {
      static list: unknown[] = [];
      make(): A {
        return new B();
      }
    }
    class B extends A {}
    A.list.push(A, B, new Map([[A, B]]));
    const fn = (): unknown => [
      new A().make() instanceof B,
      A.list[1] === B,
      (A.list[2] as Map<unknown, unknown>).get(A) === B,
    ];
    expect(await pool.apply(fn)).toEqual([true, true, true]);
  });

  it('cannot assign constants', async () => {
    expect(await pool.apply(sloppy.constant())).toBe('Assignment to constant variable.');
  });

  it('replace themselves as they do here', async () => {
    expect(await pool.apply(sloppy.lazy())).toEqual([true, 'second']);
  });

  it('are strict or sloppy as V8 has them', async () => {
    for (const fn of Object.values(sloppy.modes())) expect(await pool.apply(fn)).toBe(fn());
  });

  it('need no semicolons, and no comments cost anything', async () => {
    const { shadowing, commented } = sloppy.style();
    expect(await pool.apply(shadowing, [1])).toBe(200);
    expect(await pool.apply(commented, [1])).toBe(2);
  });
});
