import type { Content, Part, Ref } from '../wire/shipment.js';
import { mapRefs } from './map-refs.js';
import { nextId } from './next-id.js';

/** A primitive value in the place of another part. */
export class Primitive {
  constructor(readonly value: unknown) {}
}

/** What a part is made of, before all have their ids. */
export type Draft = Content<Subject | Primitive>;

let subjects = 0;

/**
 * Something that was captured: a variable, a function, an object. It has a part for as long as it reads as it did, and
 * gets another when it reads differently.
 */
export class Subject {
  readonly #key = ++subjects;
  #part: Part | undefined;
  /** What the part was made of, in order: values as they were, and other subjects. */
  #reading: readonly unknown[] = [];
  /** The parts of those. */
  #ids: readonly number[] = [];

  /** The part as it was read last; asked for only behind `read`. */
  get part(): Part {
    return this.#part as Part;
  }

  /**
   * Takes a new reading of several subjects: those that read differently begin again, with all that refer to them.
   *
   * @param names - What the program calls each.
   */
  static read(drafts: ReadonlyMap<Subject, Draft>, names: ReadonlyMap<Subject, string>): Part[] {
    const readings = new Map(Array.from(drafts, ([subject, draft]) => [subject, flatten(draft)]));
    const changed = new Set<Subject>();
    const referrers = new Map<unknown, Subject[]>();
    for (const [subject, reading] of readings) {
      if (!subject.#isAsBefore(reading)) changed.add(subject);
      for (const one of reading) {
        if (!(one instanceof Subject)) continue;
        const others = referrers.get(one);
        if (others) others.push(subject);
        else referrers.set(one, [subject]);
      }
    }
    // A set hands on what is added while it is walked.
    for (const one of changed) for (const other of referrers.get(one) ?? []) changed.add(other);
    const ids = new Map(Array.from(changed, (subject) => [subject, nextId()]));
    const idOf = (subject: Subject): number => ids.get(subject) ?? subject.part.id;
    for (const [subject, id] of ids) {
      const content = mapRefs(drafts.get(subject) as Draft, isNaming, (ref): Ref =>
        ref instanceof Subject ? { part: idOf(ref) } : { value: ref.value },
      );
      const reading = readings.get(subject) ?? [];
      subject.#reading = reading;
      subject.#ids = reading.filter((one) => one instanceof Subject).map(idOf);
      subject.#part = { id, subject: subject.#key, name: names.get(subject) ?? '', ...content };
    }
    return Array.from(drafts.keys(), ({ part }) => part);
  }

  /** Nothing has changed, also in the parts that this one names. */
  #isAsBefore(reading: readonly unknown[]): boolean {
    if (!this.#part || reading.length !== this.#reading.length) return false;
    let at = 0;
    return reading.every((one, position) => {
      if (!isSame(one, this.#reading[position])) return false;
      return !(one instanceof Subject) || one.#part?.id === this.#ids[at++];
    });
  }
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other) === 0;
  return Object.is(one, other);
}

/** All that a draft says, as one list. */
function flatten(draft: unknown): unknown[] {
  const list: unknown[] = [];
  add(draft, list);
  return list;
}

function add(draft: unknown, list: unknown[]): void {
  if (typeof draft !== 'object' || draft === null || draft instanceof Subject) list.push(draft);
  else if (draft instanceof Primitive) list.push(draft.value);
  else if (Array.isArray(draft)) {
    // With the length, as one list may be longer by what the next is shorter.
    list.push(draft.length);
    for (const one of draft) add(one, list);
  } else if (Object.getPrototypeOf(draft) === Object.prototype) {
    for (const key in draft) add((draft as Record<string, unknown>)[key], list);
  } else list.push(draft);
}

/** True for what names a part in a draft. */
function isNaming(value: unknown): value is Subject | Primitive {
  return value instanceof Subject || value instanceof Primitive;
}
