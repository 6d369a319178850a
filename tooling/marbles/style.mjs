/** Colours, type and measures that all parts of a picture share. Lengths are in px of the picture. */
export const style = {
  sans: "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif",
  mono: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  ink: '#1f2430',
  quiet: '#687385',
  line: '#9aa4b2',
  grid: '#eef1f4',
  lane: '#f1f3f6',
  border: '#d9dee5',
  error: '#c1121f',
  width: 760,
  padding: 26,
  /** Where frame 0 is. */
  left: 132,
  /** Where the last frame is. */
  right: 704,
  radius: 12,
  /** Between the centres of simultaneous marbles. */
  stack: 27,
};
