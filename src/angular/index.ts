// Only this door, and what it imports, knows Angular.
export { injectPool } from './inject-pool.js';
export { providePool } from './provide-pool.js';
