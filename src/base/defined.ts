/** The fields that have a value: what `exactOptionalPropertyTypes` asks of an optional field that may be `undefined`. */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const kept: { [name: string]: unknown } = {}
  for (const name of Object.keys(fields)) {
    const value = (fields as { readonly [name: string]: unknown })[name]
    if (value !== undefined) kept[name] = value
  }
  return kept as Defined<Fields>
}

export type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }
