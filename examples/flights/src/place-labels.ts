/** A circle on a drawing, and the text that should stand next to it. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly text: string;
}

/** A text whose middle is at x, y. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

// Width in px of a bold capital letter at 11 px; on the wide side, as the viewer's font is not known here.
const LETTER = 8.5;
const LINE = 11;
const GAP = 2;

// A large airport's name is worth more than a circle of this radius in px, or smaller.
const NEGLIGIBLE = 2.2;

/** Puts texts beside circles, the first ones first; a text that would cover another text or a circle is left out. */
export function placeLabels(circles: readonly Labelled[]): Label[] {
  const boxes = circles.map(({ x, y, r }): Box => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const taken = boxes.filter(({ left, right }) => right - left > 2 * NEGLIGIBLE);
  const labels: Label[] = [];
  circles.forEach(({ x, y, r, text }, i) => {
    const halfWidth = (text.length * LETTER) / 2;
    const beside = r + GAP + halfWidth;
    const above = r + GAP + LINE / 2;
    // Beside, above and below; then the corners, where a text can come closer.
    const places = [
      { x: x + beside, y },
      { x: x - beside, y },
      { x, y: y - above },
      { x, y: y + above },
      ...[-1, 1].flatMap((down) =>
        [-1, 1].map((right) => ({ x: x + right * (beside - r * 0.3), y: y + down * (above - r * 0.3) })),
      ),
    ];
    for (const place of places) {
      const box = {
        left: place.x - halfWidth,
        right: place.x + halfWidth,
        top: place.y - LINE / 2,
        bottom: place.y + LINE / 2,
      };
      if (taken.some((other) => other !== boxes[i] && overlap(box, other))) continue;
      taken.push(box);
      labels.push({ ...place, text });
      return;
    }
  });
  return labels;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
