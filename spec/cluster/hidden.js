// A task in a module that no worker serves.
import { task } from 'rxjs-pool/tasks';

export const hidden = task(import.meta.url, 'hidden', (x) => x);
