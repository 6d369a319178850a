import { byTask } from '../../function/by-task.js';
import { byText } from '../../function/by-text.js';
import { shipper } from '../../function/ship.js';

/** How functions travel to workers that the application makes, with its tasks in them. */
export const shipFunction = shipper([
  byTask,
  byText('name it with defineTasks in a module that the worker imports'),
]);

/** How they travel to workers that know nothing of the application. */
export const shipToBlob = shipper([
  byText(
    'name it with defineTasks and give the pool a worker that imports it: new Pool({ worker: () => new Worker(...) })',
  ),
]);
