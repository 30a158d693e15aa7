import { Effect, Equal, Schema } from "effect"

/** Says how a law is broken. */
export class LawBroken extends Schema.TaggedError<LawBroken>()("LawBroken", {
  claim: Schema.String,
  found: Schema.String
}) {
  override get message(): string {
    return `${this.claim}, but found ${this.found}`
  }
}

/**
 * A promise of a port, as a sentence and a check that needs only the port.
 *
 * - **Shape**: `holds` draws names of its own, so one store serves all laws in any order and nothing is ever emptied.
 */
export interface Law<Needs> {
  readonly name: string
  readonly holds: Effect.Effect<void, unknown, Needs>
}

/** Fails unless a condition holds. */
export const claim = (
  sentence: string,
  isTrue: boolean,
  found: unknown = isTrue
): Effect.Effect<void, LawBroken> =>
  isTrue ? Effect.void : Effect.fail(new LawBroken({ claim: sentence, found: print(found) }))

/** Fails unless two values are equal in structure. */
export const claimEqual = (
  sentence: string,
  found: unknown,
  wanted: unknown
): Effect.Effect<void, LawBroken> =>
  Equal.equals(found, wanted)
    ? Effect.void
    : Effect.fail(new LawBroken({ claim: `${sentence}: wanted ${print(wanted)}`, found: print(found) }))

const print = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner)) ??
  String(value)
