/** Colours of items, and of the text on them: those of Okabe and Ito, made to differ for colour-blind eyes. */
export const palette = [
  { fill: '#0072b2', ink: '#ffffff' },
  { fill: '#e69f00', ink: '#1f2430' },
  { fill: '#009e73', ink: '#ffffff' },
  { fill: '#cc79a7', ink: '#1f2430' },
  { fill: '#56b4e9', ink: '#1f2430' },
  { fill: '#f0e442', ink: '#1f2430' },
  { fill: '#d55e00', ink: '#ffffff' },
  { fill: '#6b6ecf', ink: '#ffffff' },
  { fill: '#7f7f7f', ink: '#ffffff' },
];
