// Runs before the first paint, so that a chosen theme never flashes the other one, and nothing changes its size. `stores/theme.ts` writes the choice.
try {
  const theme = localStorage.getItem('fabula-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  if (localStorage.getItem('fabula-density') === 'compact') document.documentElement.dataset.density = 'compact'
} catch {
  // storage is closed to this page (a browser setting): the system's theme it is
}
