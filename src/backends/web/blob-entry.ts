import { exposeTasks } from './expose-tasks.js';

// The whole script of a worker that the application gives nothing to import.
exposeTasks();
