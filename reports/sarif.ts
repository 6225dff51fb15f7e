import type { Finding } from './finding.ts'
import { counted } from './quantities.ts'
import { visibleText } from './visible-text.ts'

/** What a file of SARIF says of the run besides its failures. */
export interface SarifContext {
  readonly version: string
  /** The module that exports the target, from the folder of the command; undefined: the target is no module. */
  readonly module?: string
  /** What a property says, in one line; undefined: nothing more than its name. */
  readonly about: (property: string) => string | undefined
}

/** GitHub takes 25,000 results of a run and shows 5,000 of them. */
const MAX_RESULTS = 5000

/**
 * SARIF 2.1.0: a rule for each property that broke, a result for each signature, at the module of the target. Ends with
 * a line break.
 */
export function sarifText(findings: readonly Finding[], context: SarifContext): string {
  const told = findings.slice(0, MAX_RESULTS)
  // a set keeps the order in which they came
  const places = new Map([...new Set(told.map(propertyOf))].map((property, place) => [property, place]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Whitewater',
            version: context.version,
            rules: [...places.keys()].map((property) => ruleOf(property, context)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: told.map((finding) => resultOf(finding, places.get(propertyOf(finding)) ?? 0, context)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const propertyOf = ({ property }: Finding): string => visibleText(property, 200)

const ruleOf = (property: string, { about }: SarifContext): object => ({
  id: property,
  shortDescription: { text: visibleText(about(property) ?? property) },
  defaultConfiguration: { level: 'error' },
})

function resultOf(finding: Finding, ruleIndex: number, { module }: SarifContext): object {
  const { signature, count, scenario, seed, target, next, report } = finding
  return {
    ruleId: propertyOf(finding),
    ruleIndex,
    level: 'error',
    message: { text: messageOf(finding) },
    locations: [
      module === undefined
        ? { logicalLocations: [{ name: visibleText(target, 200), kind: 'module' }] }
        : { physicalLocation: { artifactLocation: { uri: uriOf(module) }, region: { startLine: 1 } } },
    ],
    occurrenceCount: count,
    // what code scanning knows a finding by from one run to the next
    partialFingerprints: { 'signature/v1': visibleText(signature, 400) },
    properties: {
      scenario: visibleText(scenario, 120),
      seed: visibleText(seed, 80),
      replay: visibleText(next, 4000),
      ...(report === undefined ? {} : { report: visibleText(report, 1000) }),
    },
  }
}

function messageOf({ headline, because, count, scenario, seed }: Finding): string {
  return [
    visibleText(headline),
    ...(because === undefined
      ? []
      : [`Because ${visibleText(because.headline)}`, `Broken rule: ${visibleText(because.rule)}`]),
    `${counted(count, 'run')}, first ${visibleText(scenario, 120)} seed ${visibleText(seed, 80)}`,
  ].join('\n')
}

/** A relative path as the reference to it, whatever characters it has. */
const uriOf = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
