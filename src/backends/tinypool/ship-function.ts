import { byClosure } from '../../function/by-closure.js';
import { byReference } from '../../function/by-reference.js';
import { bySource } from '../../function/by-source.js';
import { byTask } from '../../function/by-task.js';
import { shipper } from '../../function/ship.js';
import { warn } from './warn.js';

/** How functions travel to threads and processes of this machine. */
export const shipFunction = shipper([byTask, bySource, byReference, byClosure(warn)]);
