import workerpool from 'workerpool';
import { tasks } from '../tasks.mjs';
import runChunk from './run-chunk.mjs';

workerpool.worker({ runChunk, ...tasks });
