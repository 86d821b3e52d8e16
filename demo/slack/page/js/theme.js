const key = 'workspace-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

export const currentTheme = () => localStorage.getItem(key) ?? (system.matches ? 'dark' : 'light');

/** Follows the system until somebody chooses. */
export function startTheme() {
  const apply = () => {
    document.documentElement.dataset.theme = currentTheme();
  };
  system.addEventListener('change', apply);
  apply();
}

export function toggleTheme() {
  localStorage.setItem(key, currentTheme() === 'dark' ? 'light' : 'dark');
  document.documentElement.dataset.theme = currentTheme();
}
