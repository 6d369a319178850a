import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PoolModule } from 'rxjs-pool/nestjs';
import { HealthController } from './health/health.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { JobsService } from './jobs/jobs.service.js';
import { RowMapper } from './rows/row-mapper.js';
import { Settings } from './settings.js';
import { SettingsModule } from './settings.module.js';

/** The whole service. */
@Module({
  imports: [
    SettingsModule,
    PoolModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ processes, runtime }: Settings) => ({ processes, runtime }),
    }),
    TerminusModule,
  ],
  controllers: [HealthController, JobsController],
  providers: [JobsService, RowMapper],
})
export class AppModule {}
