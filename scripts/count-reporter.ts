import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'
import { countLine, writeCounts, type Counts } from './counts.ts'

/**
 * Counts tests for `.ci/run`, and says out loud which tests were skipped and why:
 * a test that quietly does not run looks like one that passes.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    // an error outside any test still is a failure
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    const skips = new Map<string, string[]>()

    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'skipped' && !blocked(test)) {
          counts.skipped++
          const reason = result.note ?? 'no reason given'
          skips.set(reason, [...(skips.get(reason) ?? []), `${module.relativeModuleId}: ${test.fullName}`])
        } else {
          // also those that never ended, and those that a broken hook kept from running
          counts.failed++
          failedHere++
        }
      }
      // a file that does not load, or a hook that throws, has no failed test to show for it
      if (module.state() === 'failed' && failedHere === 0) counts.failed++
    }

    for (const [reason, tests] of skips) {
      console.log(`\nSKIPPED ${tests.length}: ${reason}`)
      for (const test of tests) console.log(`  ${test}`)
    }
    // under .ci/run the sum of all suites is the only such line
    if (!writeCounts(counts)) console.log(`\n${countLine(counts)}`)
  }
}

/** Whether a hook around the test threw: vitest then calls the test skipped. */
function blocked(test: TestCase): boolean {
  for (let around = test.parent; ; around = around.parent) {
    if (around.errors().length > 0) return true
    if (around.type === 'module') return false
  }
}
