import { Global, Module } from '@nestjs/common';
import { Settings } from './settings.js';

/** The settings, for every module. */
@Global()
@Module({ providers: [Settings], exports: [Settings] })
export class SettingsModule {}
