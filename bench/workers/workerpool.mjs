import workerpool from 'workerpool';
import runChunk from './run-chunk.mjs';

workerpool.worker({ runChunk });
