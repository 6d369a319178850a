import { poolImapUnordered } from 'rxjs-pool';
import { startWith } from './rxjs-pool.mjs';

export const start = startWith(poolImapUnordered);
