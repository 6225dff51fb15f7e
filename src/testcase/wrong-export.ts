import { valueText } from '../base/value-text.ts'

/** What modules export for us, told by the fields they have. */
const kinds: readonly { readonly kind: string; readonly fields: readonly string[]; readonly use: string }[] =
  [
    { kind: 'scenario', fields: ['coverageMarks', 'about'], use: 'name it as whitewater run ./it.ts' },
    { kind: 'target', fields: ['create', 'kind'], use: 'name it with --target' },
    { kind: 'target', fields: ['start', 'connect', 'kind'], use: 'name it with --target' },
    { kind: 'model', fields: ['functions', 'step'], use: 'name it with whitewater check --model' },
  ]

/**
 * What is wrong with an export that is not what is wanted, and what to do. `name`: of the export; `like`: names of
 * exports of the module that are what is wanted.
 */
export function wrongExport(
  value: unknown,
  {
    what,
    example,
    path,
    name,
    exports,
    like,
  }: {
    readonly what: string
    readonly example: string
    readonly path: string
    readonly name: string
    readonly exports: readonly string[]
    readonly like: readonly string[]
  },
): string {
  const its = name === 'default' ? 'its default export' : `its export "${name}"`
  const [near] = like
  const elsewhere =
    near === undefined ? '' : `; did you mean ${near === 'default' ? path : `${path}#${near}`}?`
  const list = `(it exports ${exports.join(', ').slice(0, 300) || 'nothing'})`
  const wanted = `export one made with ${example}`
  if (!exports.includes(name)) {
    const none = name === 'default' ? `it has no default export of a ${what}` : `it has no export "${name}"`
    return `${none}; ${name === 'default' ? wanted : 'correct the name'}${elsewhere} ${list}`
  }
  return `${its} is not a ${what}, but ${described(value, what)}${elsewhere === '' ? `; ${wanted}` : elsewhere} ${list}`
}

function described(value: unknown, what: string): string {
  try {
    if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function') {
      return `a promise: it must be there when the module is loaded, so write export default await ...`
    }
    if (typeof value === 'function') {
      if (!/^class\b/.test(Function.prototype.toString.call(value)))
        return `a function: call it, and export what it returns`
      const name = valueText(value.name).replaceAll('"', '')
      const wrapped = `inProcess({ name: '${name}', create: (environment) => new ${name}(environment) })`
      return `the class ${name}${what === 'target' ? `: wrap it, export default ${wrapped}` : ''}`
    }
    const other = kinds.find(
      ({ fields }) => typeof value === 'object' && value !== null && fields.every((field) => field in value),
    )
    if (other !== undefined && other.kind !== what) return `a ${other.kind}: ${other.use}`
    return valueText(value)
  } catch {
    return valueText(value)
  }
}
