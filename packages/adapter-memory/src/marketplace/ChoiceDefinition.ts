/** One behaviour of the service that AWS does not document, with what the emulator may be told to do. */
export interface ChoiceDefinition {
  readonly name: string
  readonly default: number | string
  /** The values that may be set: a list of them, or the bounds of a whole number, both inclusive. */
  readonly allowed: ReadonlyArray<number | string> | { readonly max: number; readonly min: number }
  readonly what: string
  readonly source: string
}
