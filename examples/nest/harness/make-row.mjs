export const csvHeader = 'id,email,lat,lon,note\n';

const NOTE = 'leave it with the neighbour '.repeat(4).trim();

/** @param {number} index */
export function csvRow(index) {
  return `${index},user${index}@example.org,${(index % 160) - 80},${(index % 340) - 170},"${NOTE}"\n`;
}

/** @param {number} index @param {string} [note] */
export function ndjsonRow(index, note = NOTE) {
  const row = {
    id: index,
    email: `user${index}@example.org`,
    lat: (index % 160) - 80,
    lon: (index % 340) - 170,
    note,
  };
  return `${JSON.stringify(row)}\n`;
}

/** @param {number} from @param {number} to */
export function csvRows(from, to) {
  let text = '';
  for (let index = from; index < to; index++) text += csvRow(index);
  return text;
}
