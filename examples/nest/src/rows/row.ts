/** One row of an upload, as it stands there. */
export interface Row {
  /** Where it begins, from 1; the header of a CSV file is a line, too. */
  readonly line: number;
  readonly text: string;
  /** The header of a CSV file; empty for NDJSON, whose rows name their own columns. */
  readonly header: string;
}
