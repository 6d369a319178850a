import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Pool } from 'rxjs-pool';
import { PoolHealthIndicator } from 'rxjs-pool/nestjs';
import { Settings } from '../settings.js';

/** `GET /health`: 200 while the pool is well, 503 when it is not. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly pools: PoolHealthIndicator,
    private readonly pool: Pool,
    private readonly settings: Settings,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    // A row that is not even begun after the time that one may take waits for workers that are stuck.
    const limits = { maxWait: 2 * this.settings.rowTimeout };
    return this.health.check([() => this.pools.check('pool', this.pool, limits)]);
  }
}
