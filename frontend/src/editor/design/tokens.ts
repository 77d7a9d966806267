/** The tokens that the design page shows (src/ui/tokens.css): a test holds their names to be all there are. */
export const COLOURS = [
  ...['paper', 'surface', 'sunken', 'hover', 'pressed', 'ink', 'muted', 'line', 'line-strong'],
  ...['accent', 'accent-hover', 'accent-pressed', 'accent-soft', 'on-accent'],
  ...['good', 'good-soft', 'warn', 'warn-soft', 'bad', 'bad-hover', 'bad-soft', 'on-bad', 'focus', 'veil'],
  ...['traffic-1', 'traffic-2', 'traffic-3', 'traffic-4', 'traffic-5'],
] as const
export const SIZES = [12, 14, 16, 18, 22, 28, 40] as const
export const SPACES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16] as const
export const RADII = ['control', 'card', 'round'] as const
