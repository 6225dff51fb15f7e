import { elementAt } from '../src/base/element-at.ts'
import { z } from 'zod'
import { InputError } from '../src/base/input-error.ts'
import { nemeses, type AnyFaultPlan } from './nemeses.ts'

type Issue = z.core.$ZodIssue

// a list of schemas found at run time; zod asks for a tuple that TypeScript knows to hold one at least
const kinds = [...nemeses.values()].map((kind) => kind.schema) as unknown as [z.core.$ZodTypeDiscriminable]

/** One fault of a plan, of any kind. */
export const faultPlanSchema = (z.discriminatedUnion('kind', kinds) as z.ZodType<AnyFaultPlan>).superRefine(
  (plan, context) => {
    if ('nodes' in plan && plan.nodes === 'subject' && 'at' in plan.when) {
      const message = '"subject" is the server of an occasion; give "when" an "on"'
      context.addIssue({ code: 'custom', path: ['nodes'], message })
    }
  },
)

const faultPlansSchema = z.array(faultPlanSchema)

/**
 * The faults of a plan, checked field by field. `where` is what they are called in messages.
 * @throws InputError with the path of the first field that is wrong.
 */
export function parseFaults(value: unknown, where = 'faults'): AnyFaultPlan[] {
  const parsed = faultPlansSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = innermost(elementAt(parsed.error.issues, 0))
  throw new InputError(message, { field: pathText(where, path) })
}

/** Of a value that fits no branch of a union: what is wrong with it in the branch it comes closest to. */
function innermost(issue: Issue): { readonly path: readonly PropertyKey[]; readonly message: string } {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return { path: issue.path, message: issue.message }
  const closest = issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best))
  const inner = innermost(elementAt(closest, 0))
  return { path: [...issue.path, ...inner.path], message: inner.message }
}

function pathText(where: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    where,
  )
}
