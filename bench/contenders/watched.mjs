import { poolImapUnordered } from 'rxjs-pool';
import { collectInsights } from 'rxjs-pool/insight';
import { startWith } from './rxjs-pool.mjs';

/** `poolImapUnordered` while somebody looks on. */
export const start = startWith(poolImapUnordered, collectInsights);
