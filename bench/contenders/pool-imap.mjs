import { poolImap } from 'rxjs-pool';
import { startWith } from './rxjs-pool.mjs';

export const start = startWith(poolImap);
