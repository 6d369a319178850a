import { defineTasks } from 'rxjs-pool/tasks';

export const { echo } = defineTasks(import.meta.url, {
  /**
   * Nothing but the way there and back.
   *
   * @template T
   * @param {T} item
   */
  echo: (item) => item,
});
