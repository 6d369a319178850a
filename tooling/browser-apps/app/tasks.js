import { currentTask, defineTasks } from 'rxjs-pool/tasks';

const OFFSET = 1;

export const { squareAndOne } = defineTasks(import.meta.url, {
  squareAndOne: (x) => ({ value: x * x + OFFSET, workerId: currentTask().workerId }),
});
