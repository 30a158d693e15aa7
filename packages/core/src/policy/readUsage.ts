import { DateTime, Result, Schema } from "effect"
import { Instant } from "../model/Instant.ts"
import { isStorable } from "../model/isStorable.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { unknownName } from "../model/unknownName.ts"
import type { CountedEvent } from "../model/ReporterState.ts"
import { acceptTags } from "./acceptTags.ts"
import type { CountedUnits } from "./countUnits.ts"
import { stableHash } from "./stableHash.ts"

/** Units of a dimension that were used just now, or at an instant before. */
export interface HourlyUsage {
  readonly dimension: string
  /** Whole units of the dimension. */
  readonly quantity: number
  /** When they were used, as a DateTime, RFC 3339, Date or epoch seconds; now if absent or of the future. */
  readonly occurredAt?: Instant | Date | number | string
  /** What a repeat is known by, with `occurredAt`; without it each call counts. */
  readonly eventId?: string
  /** The buyer's cost allocation, at most five tags; none if absent. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Usage as a reporter counts it. */
export interface ReadUsage {
  readonly units: CountedUnits
  readonly event?: CountedEvent
}

/**
 * Reads usage for an hourly reporter, or lists everything that is wrong with it.
 *
 * - **Shape**: total for every object; a name that is none of usage's is refused. An id needs an instant, at most five minutes ahead of our clock, because the instant says
 *   whether a forgotten id may have been counted.
 */
export const readUsage = (usage: object, now: Instant): Result.Result<ReadUsage, ReadonlyArray<string>> => {
  const given = usage as Given
  const fields = {
    at: instantOf(given, now),
    dimension: checked(isName, given.dimension, "dimension is no text of 1 to 255 letters"),
    eventId: checked(isId, given.eventId, "eventId is no text of 1 to 255 letters"),
    quantity: checked(isUnits, given.quantity, "quantity is not a whole number of units from 0"),
    tags: Result.mapError(acceptTags(given.tags), ({ field, problem }) => `${field} ${problem}`)
  }
  const read: ReadonlyArray<Result.Result<unknown, string>> = Object.values(fields)
  const wrong = read.flatMap((field) => (Result.isFailure(field) ? [field.failure] : []))
  // An id by another name is none, and every repeat would count.
  const misspelt = Object.keys(usage)
    .filter((name) => !names.includes(name))
    .map((name) => unknownName(name, "the usage", names))
  if (misspelt.length > 0) return Result.fail([...misspelt, ...wrong])
  return Result.mapBoth(Result.all(fields), {
    onFailure: () => wrong,
    onSuccess: ({ at, dimension, eventId, quantity, tags }) => {
      const tagged = tags.length > 0 && quantity > 0 ? { tagged: [{ tags, quantity }] } : {}
      const units = { dimension, hour: MeteringHour.of(Instant.min(at, now)), quantity, ...tagged }
      if (eventId === undefined) return { units }
      const content = stableHash(JSON.stringify([dimension, quantity, at.epochMilliseconds, tags]))
      return { units, event: { at, content: content.toString(36), eventId } }
    }
  })
}

const names: ReadonlyArray<string> = ["dimension", "quantity", "occurredAt", "eventId", "tags"]

type Given = { readonly [Name in keyof HourlyUsage]: unknown }

const instantOf = ({ eventId, occurredAt }: Given, now: Instant): Result.Result<Instant, string> => {
  const needsInstant = eventId !== undefined
  if (occurredAt === undefined)
    return needsInstant ? Result.fail("occurredAt is absent, which an eventId needs") : Result.succeed(now)
  const latest = DateTime.addDuration(now, MeteringPolicy.clockSkewMax)
  return Result.flatMap(
    Result.mapError(Instant.parse(occurredAt), (problem) => `occurredAt ${problem}`),
    (at) =>
      needsInstant && Instant.isBefore(latest, at)
        ? Result.fail("occurredAt is more than five minutes ahead of our clock, which an eventId must not be")
        : Result.succeed(at)
  )
}

const checked = <A>(
  isRight: (value: unknown) => value is A,
  value: unknown,
  problem: string
): Result.Result<A, string> => (isRight(value) ? Result.succeed(value) : Result.fail(problem))

const isName = Schema.is(Schema.NonEmptyString.check(Schema.isMaxLength(255), isStorable))

const isId = (value: unknown): value is string | undefined => value === undefined || isName(value)

const isUnits = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
