import { InjectionToken } from '@angular/core';
import type { Pool } from '../pool/pool.js';
import { createPool } from './create-pool.js';

/** What `injectPool` asks for: the pool that `providePool` made for an injector, else the application's. */
export const POOL = new InjectionToken<Pool>('rxjs-pool', {
  providedIn: 'root',
  factory: () => createPool(),
});
