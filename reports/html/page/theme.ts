type Theme = 'light' | 'dark'

const key = 'whitewater-theme'

/** The reader's choice goes before the system's; it is remembered where the browser lets a file do so. */
export function startTheme(button: HTMLElement): void {
  const chosen = stored()
  if (chosen !== undefined) document.documentElement.dataset['theme'] = chosen
  const name = () => button.setAttribute('aria-label', `Theme: ${current()}. Switch`)
  name()
  button.addEventListener('click', () => {
    const next: Theme = current() === 'dark' ? 'light' : 'dark'
    document.documentElement.dataset['theme'] = next
    try {
      localStorage.setItem(key, next)
    } catch {
      // a page opened from a file may have no storage: the choice then lasts as long as the page
    }
    name()
  })
}

function current(): Theme {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'dark' || chosen === 'light') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(key)
    return value === 'dark' || value === 'light' ? value : undefined
  } catch {
    return undefined
  }
}
