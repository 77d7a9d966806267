/** Outlines from lucide (ISC licence) that only what comes later shows. */
export const LATER_ICONS = {
  close: 'M18 6 6 18M6 6l12 12',
  print: 'M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2M6 9V3h12v6M6 14h12v8H6z',
  keys:
    'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM6 8h.01M10 8h.01M14 8h.01M18 8h.01M8 12h.01' +
    'M12 12h.01M16 12h.01M7 16h10',
} as const
