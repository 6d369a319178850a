import { defineTasks } from 'rxjs-pool/tasks';

/** What `mixed` gives for an item, without the work. @param {number} item */
export const expected = (item) => Math.imul(item, 2654435761) >>> 0;

export const { mixed } = defineTasks(import.meta.url, {
  /**
   * Half a millisecond of work, or so.
   *
   * @param {number} item
   */
  mixed: (item) => {
    let state = item;
    for (let round = 0; round < 200_000; round++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state === 0.5 ? -1 : expected(item);
  },
});
