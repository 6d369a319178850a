/** Where things stand, in pixels from the top. */
export const layout = {
  axis: 26,
  main: 24,
  lane: 58,
  gap: 8,
  /** Of a lane: how high the strip of messages is, above the items. */
  strip: 14,
  top: (worker: number): number =>
    layout.axis + layout.main + layout.gap + (worker - 1) * (layout.lane + layout.gap),
  height: (workers: number): number => layout.top(workers + 1) + 4,
};
