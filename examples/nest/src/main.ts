import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AddressInfo, Server } from 'node:net';
import { AppModule } from './app.module.js';
import { Settings } from './settings.js';

const app = await NestFactory.create(AppModule, {
  // Uploads are read as streams.
  bodyParser: false,
  logger: new ConsoleLogger({ logLevels: ['warn', 'error', 'fatal'] }),
});
app.enableShutdownHooks();
await app.listen(app.get(Settings).port, '127.0.0.1');
const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
console.log(`listening on http://127.0.0.1:${port}`);
