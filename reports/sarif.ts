import { diagnosisOf } from './diagnosis.ts'
import { nextCommand, shownRun } from './failure-report.ts'
import { counted } from './quantities.ts'
import type { SignatureGroup } from './signature-groups.ts'
import { visibleText } from './visible-text.ts'

/** What a file of SARIF says of the run besides its failures. */
export interface SarifContext {
  readonly version: string
  /** The module that exports the target, from the folder of the command; undefined: the target is no module. */
  readonly module?: string
  /** What a property says, in one line; undefined: nothing more than its name. */
  readonly about: (property: string) => string | undefined
}

/**
 * SARIF 2.1.0: a rule for each property that broke, a result for each signature, at the module of the target. Ends with
 * a line break.
 */
export function sarifText(groups: readonly SignatureGroup[], context: SarifContext): string {
  const properties = [...new Set(groups.map(propertyOf))]
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Whitewater',
            version: context.version,
            rules: properties.map((property) => ruleOf(property, context)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: groups.map((group) => resultOf(group, properties.indexOf(propertyOf(group)), context)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const propertyOf = ({ reported }: SignatureGroup): string =>
  visibleText(shownRun(reported).violation.property, 200)

const ruleOf = (property: string, { about }: SarifContext): object => ({
  id: property,
  shortDescription: { text: visibleText(about(property) ?? property) },
  defaultConfiguration: { level: 'error' },
})

function resultOf(group: SignatureGroup, ruleIndex: number, { module }: SarifContext): object {
  const { signature, failures, reported } = group
  const { scenario, seed, target } = reported.record
  return {
    ruleId: propertyOf(group),
    ruleIndex,
    level: 'error',
    message: { text: messageOf(group) },
    locations: [
      module === undefined
        ? { logicalLocations: [{ name: visibleText(target, 200), kind: 'module' }] }
        : { physicalLocation: { artifactLocation: { uri: uriOf(module) }, region: { startLine: 1 } } },
    ],
    occurrenceCount: failures.length,
    // what code scanning knows a finding by from one run to the next
    partialFingerprints: { 'signature/v1': visibleText(signature, 400) },
    properties: {
      scenario: visibleText(scenario, 120),
      seed: visibleText(seed, 80),
      replay: visibleText(nextCommand(reported), 4000),
      ...(reported.reportPath === undefined ? {} : { report: visibleText(reported.reportPath, 1000) }),
    },
  }
}

function messageOf({ failures, reported }: SignatureGroup): string {
  const { violation } = shownRun(reported)
  const because = diagnosisOf(reported)
  const { scenario, seed } = reported.record
  return [
    visibleText(violation.headline),
    ...(because === undefined
      ? []
      : [`Because ${visibleText(because.headline)}`, `Broken rule: ${visibleText(because.rule)}`]),
    `${counted(failures.length, 'run')}, first ${visibleText(scenario, 120)} seed ${visibleText(seed, 80)}`,
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
