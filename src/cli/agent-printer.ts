import { agentEndLine, agentFailureLine, signatureGroups, visibleText } from '../../reports/index.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { RunPrinter } from './run-events.ts'

const results: { readonly [code in ExitCode]?: string } = {
  [exitCode.held]: 'held',
  [exitCode.violation]: 'violation',
  [exitCode.undecided]: 'undecided',
  [exitCode.notDeterministic]: 'not-deterministic',
}

/** For a program that reads along: a line of JSON for each signature as it is found, and one at the end. */
export function agentPrinter(say: (text: string) => void): RunPrinter {
  return {
    run() {},
    failure: (failure) => say(agentFailureLine(failure)),
    diverged() {},
    end: ({ batches, diverged, notMade }, code) => {
      const failures = batches.flatMap((batch) => batch.failures)
      const undecided = batches.flatMap((batch) => batch.unknown)
      const reasons = [...new Set(undecided.map(({ because }) => because))].slice(0, 3)
      const remarks = [
        ...diverged.map((seed) => `seed ${seed} gave another digest when it ran again`),
        ...notMade,
        ...reasons.map((because) => `undecided: ${because}`),
      ]
      say(
        agentEndLine({
          result: results[code] ?? 'failed',
          exit: code,
          runs: batches.reduce((sum, batch) => sum + batch.runs, 0),
          failed: failures.length,
          undecided: undecided.length,
          signatures: Object.fromEntries(
            signatureGroups(failures).map(({ signature, failures: alike }) => [
              visibleText(signature),
              alike.length,
            ]),
          ),
          ...(remarks.length === 0 ? {} : { remarks: remarks.map((text) => visibleText(text)) }),
        }),
      )
    },
  }
}
