import { exposeTasks } from 'rxjs-pool/browser';
import { process } from './node/process.js';
import * as values from '../fidelity/fixtures/values.js';
import * as options from '../fixtures/options.js';
import * as tasks from '../fixtures/tasks.js';

Object.assign(self, { process, unwrappedClose: self.close.bind(self) });
exposeTasks(tasks, options, values);
