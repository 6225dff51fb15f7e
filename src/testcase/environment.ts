import { readFileSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import type { ReportEnvironment } from '../../reports/index.ts'

/** The version in the package's own package.json, from the sources and from the built package alike. */
export function packageVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as {
        name?: string
        version?: string
      }
      if (name === 'whitewater' && version !== undefined) return version
    } catch {
      // not here: one folder further up
    }
  }
  return 'unknown'
}

/** What the machine and the programs are, for reports. */
export const environment = (): ReportEnvironment => ({
  whitewater: packageVersion(),
  node: process.version,
  os: `${platform()} ${release()}`,
  arch: arch(),
})
