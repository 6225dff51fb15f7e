import { readFileSync } from 'node:fs'
import { arch, platform, release } from 'node:os'
import { packageFolder } from '../base/package-files.ts'
import type { ReportEnvironment } from '../../reports/index.ts'

/** The version in the package's own package.json. */
export function packageVersion(): string {
  const text = readFileSync(new URL('package.json', packageFolder()), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** What the machine and the programs are, for reports. */
export const environment = (): ReportEnvironment => ({
  whitewater: packageVersion(),
  node: process.version,
  os: `${platform()} ${release()}`,
  arch: arch(),
})
