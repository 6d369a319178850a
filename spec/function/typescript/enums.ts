// Enums are more than types: Node does not strip them.
enum Level {
  Low,
  High,
}

export const level = (): string => Level[Level.High] ?? Level[Level.Low] ?? '';
