import { Controller, Param, Post, Req, Res, Sse, type MessageEvent } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asyncScheduler, map, throttleTime, type Observable } from 'rxjs';
import { JobsService } from './jobs.service.js';

/** ms between two events of a job. Longer is cheaper for many watchers, shorter looks smoother. */
const EVENT_INTERVAL = 100;

/** `POST /jobs` and `GET /jobs/:id/events`. */
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  /** Answers each row of the upload with a line of NDJSON, while it is still being read. */
  @Post()
  run(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return this.jobs.run(request, response);
  }

  /** How far a job is, as Server-Sent Events; the last one says how it has ended. */
  @Sse(':id/events')
  events(@Param('id') id: string): Observable<MessageEvent> {
    return this.jobs.find(id).progress.pipe(
      throttleTime(EVENT_INTERVAL, asyncScheduler, { leading: true, trailing: true }),
      map((data) => ({ data })),
    );
  }
}
