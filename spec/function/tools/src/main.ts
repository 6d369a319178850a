import { differences } from './differences.js';

void differences().then((found) => console.log(JSON.stringify(found)));
