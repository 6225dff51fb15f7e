/** The colours of the page that a picture is drawn with, by their names in tokens.css. */
const names = [
  ...(['surface', 'raised', 'hover', 'line', 'edge', 'lane', 'text', 'muted', 'blue'] as const),
  ...([
    'breach',
    'breach-soft',
    'breach-firm',
    'fault',
    'ok',
    'ok-soft',
    'info',
    'info-soft',
    'selected',
  ] as const),
] as const

export type Colors = { readonly [Name in (typeof names)[number]]: string }

/** As they are in the theme of the moment. */
export function themeColors(): Colors {
  const probe = document.body.appendChild(document.createElement('span'))
  const found = names.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(found) as Colors
}
