/** The part of the complex plane that is shown. */
export interface View {
  /** What is in the middle. */
  readonly re: number;
  readonly im: number;
  /** Distance between two pixels. */
  readonly step: number;
}

/** The whole set. */
export const HOME: View = { re: -0.65, im: 0, step: 0.0032 };
