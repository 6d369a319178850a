import { exposeTasks } from 'rxjs-pool/browser';
import * as tasks from './tasks';

exposeTasks(tasks);
