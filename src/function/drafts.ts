import type { Part } from '../wire/shipment.js';
import { Subject, type Draft } from './subject.js';

/** Stands for what is being captured, and may be met again meanwhile. */
const PENDING: Draft = { type: 'global', path: [] };

const subjects = new WeakMap<object, Subject>();
const named = new Map<string, Subject>();

/** What stands for a function or an object, in each reading. */
export function subjectOf(value: object): Subject {
  const known = subjects.get(value);
  if (known) return known;
  const made = new Subject();
  subjects.set(value, made);
  return made;
}

/** What one reading has found, each thing once. */
export class Drafts {
  readonly #drafts = new Map<Subject, Draft>();
  /** What the program calls each. */
  readonly #names = new Map<Subject, string>();

  has(subject: Subject): boolean {
    return this.#drafts.has(subject);
  }

  /** Keeps a place for what may refer to itself. */
  begin(subject: Subject, name: string): Subject {
    return this.keep(subject, name, PENDING);
  }

  keep(subject: Subject, name: string, draft: Draft): Subject {
    this.#drafts.set(subject, draft);
    if (!this.#names.has(subject)) this.#names.set(subject, name);
    return subject;
  }

  /** Keeps what has no identity, but is the same wherever it is named. */
  keepNamed(key: string, name: string, draft: Draft): Subject {
    const subject = named.get(key) ?? new Subject();
    named.set(key, subject);
    return this.keep(subject, name, draft);
  }

  /** The parts: those of before, where they read as they did. */
  parts(): Part[] {
    return Subject.read(this.#drafts, this.#names);
  }
}
