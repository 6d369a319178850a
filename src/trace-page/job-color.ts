// Far apart from each other for most eyes, and none red, which is for errors.
const COLORS = ['#4477aa', '#228833', '#ccbb44', '#aa3377', '#66ccee', '#997755', '#5555cc', '#117766'];

/** The colour of a job, by its position; lighter for every second item, so that neighbours can be told apart. */
export function jobColor(job: number): string {
  return COLORS[job % COLORS.length] ?? '#4477aa';
}
