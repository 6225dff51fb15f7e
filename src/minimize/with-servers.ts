import { defined } from '../base/defined.ts'
import type { Plan } from '../run/plan.ts'

/**
 * The plan with so many servers. Faults that name one that is gone have lost their aim, and an operator that lets one
 * in that was never there would stop the cluster: a failure of the plan's, not of the subject's.
 */
export function withServers({ lasting, ...plan }: Plan, nodes: number): Plan {
  const { operator, ...workload } = plan.workload
  const [lasts] = withoutForeignIds(lasting === undefined ? [] : [lasting], nodes)
  return {
    ...plan,
    nodes,
    faults: withoutForeignIds(plan.faults, nodes),
    ...defined({ lasting: lasts }),
    workload: { ...workload, ...defined({ operator: operator && withoutForeignIds(operator, nodes) }) },
  }
}

const withoutForeignIds = <T extends object>(list: readonly T[], nodes: number): readonly T[] =>
  list.filter((one) =>
    [...JSON.stringify(one).matchAll(/"n(\d+)"/g)].every(([, number]) => Number(number) <= nodes),
  )
