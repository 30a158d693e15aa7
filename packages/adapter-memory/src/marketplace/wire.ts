import type { JsonObject } from "./ServiceAnswer.ts"
import { ServiceLimits } from "./ServiceLimits.ts"

/**
 * A place in a request whose JSON type is not the member's: the cause of a SerializationException.
 *
 * - **Source**: rule 5; a string for an integer, a fraction for an integer, an ISO string for a timestamp.
 */
export class Misread {
  readonly expected: string
  readonly path: string
  constructor(expected: string, path = "") {
    this.expected = expected
    this.path = path
  }
}

/** Reads a JSON value that is neither undefined nor null. */
export type Reader<A> = (value: unknown) => A | Misread

/** What an object reader yields: every member may be absent. */
export type Members<Readers> = { readonly [Name in keyof Readers]?: ReadBy<Readers[Name]> }

type ReadBy<R> = R extends (value: unknown) => infer Read ? Exclude<Read, Misread> : never

/** Reads text. */
export const text: Reader<string> = (value) => (typeof value === "string" ? value : new Misread("a string"))

/** Reads true or false. */
export const flag: Reader<boolean> = (value) =>
  typeof value === "boolean" ? value : new Misread("true or false")

/** Reads a whole number of any size; its range is a matter of the shape. */
export const integer: Reader<number> = (value) =>
  typeof value === "number" && Number.isInteger(value) ? value : new Misread("a whole number")

/** Reads an instant: a number of epoch seconds, with or without a fraction. */
export const timestamp: Reader<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : new Misread("a number of epoch seconds")

/** Reads a list in which every element is there. */
export const list =
  <A>(element: Reader<A>): Reader<ReadonlyArray<A>> =>
  (value) => {
    if (!Array.isArray(value)) return new Misread("a list")
    let read: Array<A> = value
    for (let index = 0; index < value.length; index++) {
      const one = element(value[index])
      if (one instanceof Misread) return new Misread(one.expected, `[${index}]${one.path}`)
      if (one === value[index]) continue
      if (read === value) read = [...value]
      read[index] = one
    }
    return read
  }

/**
 * Reads an object: the known members, and of unknown ones only that they are not nested without end.
 *
 * A member that is null counts as absent, as AWS JSON has it. What is read is the object itself if it holds nothing
 * else, and otherwise a copy without the rest: a batch is read for every call, and copies of it would be half the work.
 */
export const object = <Readers extends Record<string, Reader<unknown>>>(
  readers: Readers
): Reader<Members<Readers>> => {
  const known = Object.entries(readers)
  return (value) => {
    if (!isObject(value)) return new Misread("an object")
    let membersRead = 0
    let changed: Record<string, unknown> | undefined
    for (const [name, reader] of known) {
      const member = value[name]
      if (member === undefined || member === null) continue
      const one = reader(member)
      if (one instanceof Misread) return new Misread(one.expected, `.${name}${one.path}`)
      membersRead += 1
      if (one !== member) changed = { ...changed, [name]: one }
    }
    // Every member is of the type its reader is of.
    if (changed === undefined && membersRead === Object.keys(value).length) return value as Members<Readers>
    if (hasBottomless(value, readers)) return new Misread("members nested less deep")
    return onlyKnown({ ...value, ...changed }, readers) as Members<Readers>
  }
}

/** Reads an object whose members, whatever their names, are all of one kind. A member that is null counts as absent. */
export const dictionary =
  <A>(member: Reader<A>): Reader<ReadonlyMap<string, A>> =>
  (value) => {
    if (!isObject(value)) return new Misread("an object")
    const read = new Map<string, A>()
    for (const [name, one] of Object.entries(value)) {
      if (one === undefined || one === null) continue
      const got = member(one)
      if (got instanceof Misread) return new Misread(got.expected, `.${name}${got.path}`)
      read.set(name, got)
    }
    return read
  }

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const onlyKnown = (value: JsonObject, readers: object): JsonObject =>
  Object.fromEntries(
    Object.entries(value).filter(([name, member]) => Object.hasOwn(readers, name) && member != null)
  )

const hasBottomless = (value: JsonObject, readers: object): boolean =>
  Object.keys(value).some((name) => !Object.hasOwn(readers, name) && isDeeper(value[name], 0))

const isDeeper = (value: unknown, depth: number): boolean => {
  if (typeof value !== "object" || value === null) return false
  if (depth >= ServiceLimits.unknownMemberDepthMax) return true
  return Object.values(value).some((inner) => isDeeper(inner, depth + 1))
}
