import { defineTasks } from 'rxjs-pool/tasks';
import { bootstrapAirport } from './bootstrap-airport.js';
import { decodeRowGroup } from './decode-row-group.js';

/** What the workers can do. They import this module, so it must not do anything else. */
export const tasks = defineTasks(import.meta.url, { decodeRowGroup, bootstrapAirport });
