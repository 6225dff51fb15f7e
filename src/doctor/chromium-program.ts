import { inPath } from '../base/path-lookup.ts'

/** How to get Chromium. */
export const CHROMIUM_REMEDY =
  'Debian: apt-get install chromium; macOS: brew install --cask chromium; or name the program in CHROMIUM'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where Chromium is: what `CHROMIUM` names, or the first of its names in the `PATH`. */
export function chromiumProgram(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['CHROMIUM']
  if (named !== undefined && named !== '') return inPath(named, env)
  return names.map((name) => inPath(name, env)).find((path) => path !== undefined)
}
