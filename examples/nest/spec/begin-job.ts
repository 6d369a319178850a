import { csvHeader, csvRows } from '../harness/make-row.mjs';
import { Upload } from '../harness/upload.mjs';

/** Rows whose answers are more than the service holds back. */
const ROWS = 500;

/** Begins an upload that goes on, and waits for the first answers. */
export async function beginJob(url: string): Promise<{ upload: Upload; rows: number; id: string }> {
  const upload = new Upload(url);
  await upload.write(csvHeader + csvRows(0, ROWS));
  const { headers } = await upload.head;
  return { upload, rows: ROWS, id: String(headers['x-job-id']) };
}
