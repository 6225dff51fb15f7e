/** The fields that have a value: what `exactOptionalPropertyTypes` asks of an optional field that may be `undefined`. */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>
}

export type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }
