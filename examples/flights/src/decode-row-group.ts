import { asyncBufferFromFile, parquetScan, type ParquetScan } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { move } from 'rxjs-pool/tasks';

/** One task of stage (a): which part of which file. It is all that travels to a worker. */
export interface RowGroup {
  readonly file: string;
  readonly rowGroup: number;
}

/** The two columns of a row group that matter here, ready to be moved between threads without a copy. */
export interface RowGroupColumns {
  readonly flights: number;
  /** Codes of the airports of this row group. */
  readonly airports: readonly string[];
  /** For each flight, the position of its origin in `airports`. */
  readonly origin: Uint16Array<ArrayBuffer>;
  /** For each flight, minutes late at arrival; negative when early. */
  readonly delay: Int16Array<ArrayBuffer>;
}

/** The row groups of a parquet file, one task each, and how many flights there are in all. */
export async function readRowGroups(file: string): Promise<{ rowGroups: RowGroup[]; flights: number }> {
  const { metadata, ranges } = await scan(file);
  return {
    rowGroups: ranges.map((_range, rowGroup) => ({ file, rowGroup })),
    flights: Number(metadata.num_rows),
  };
}

/** Stage (a): reads, decompresses and decodes one row group. Rows without an origin or a delay are left out. */
export async function decodeRowGroup({ file, rowGroup }: RowGroup): Promise<RowGroupColumns> {
  const parquet = await scan(file);
  const range = parquet.ranges[rowGroup];
  if (range === undefined) {
    throw new RangeError(`Cannot read row group ${rowGroup} of ${file}: it has ${parquet.ranges.length}`);
  }
  const [origins, delays] = await Promise.all([
    parquet.readColumn({ column: 'origin', ...range }) as Promise<ArrayLike<string | null>>,
    parquet.readColumn({ column: 'delay', ...range }) as Promise<ArrayLike<bigint | null>>,
  ]);

  const positions = new Map<string, number>();
  const origin = new Uint16Array(origins.length);
  const delay = new Int16Array(origins.length);
  let flights = 0;
  for (let row = 0; row < origins.length; row++) {
    const code = origins[row];
    const minutes = delays[row];
    if (code == null || minutes == null) continue;
    let position = positions.get(code);
    if (position === undefined) positions.set(code, (position = positions.size));
    origin[flights] = position;
    delay[flights] = Number(minutes);
    flights += 1;
  }
  const columns: RowGroupColumns = {
    flights,
    airports: [...positions.keys()],
    origin: origin.subarray(0, flights),
    delay: delay.subarray(0, flights),
  };
  return move(columns, [origin.buffer, delay.buffer]);
}

async function scan(file: string): Promise<ParquetScan> {
  return parquetScan({ file: await asyncBufferFromFile(file), columns: ['origin', 'delay'], compressors });
}
