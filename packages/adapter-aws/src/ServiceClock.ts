import { clockSkew, Instant } from "@tallyhour/core"
import { DateTime, Duration, Effect, Option } from "effect"

/** How long an answer says something about the clocks; one of them may be set at any time. */
const freshFor = Duration.minutes(1)

/** What answers of AWS have said about its clock. */
export interface ServiceClock {
  /** How far AWS's clock is ahead of ours, from an answer of the last minute. */
  readonly heard: Effect.Effect<Option.Option<Duration.Duration>>
  /** Runs a request, which hands over the `Date` of its answer, whatever becomes of it. */
  readonly listen: <A, E>(
    request: (hear: (date: string | undefined) => void) => Effect.Effect<A, E>
  ) => Effect.Effect<A, E>
}

/** Makes a clock that has heard nothing. */
export const makeServiceClock = (): ServiceClock => {
  let latest: { readonly ahead: Duration.Duration; readonly at: Instant } | undefined
  return {
    heard: Effect.map(DateTime.now, (now) =>
      latest !== undefined && isFresh(latest.at, now) ? Option.some(latest.ahead) : Option.none()
    ),
    listen: (request) =>
      Effect.gen(function* () {
        const asked = yield* DateTime.now
        let shown: Instant | undefined
        return yield* request((date) => (shown = readDate(date))).pipe(
          Effect.ensuring(
            Effect.map(DateTime.now, (answered) => {
              if (shown !== undefined) latest = { ahead: clockSkew(shown, { answered, asked }), at: answered }
            })
          )
        )
      })
  }
}

// A clock that was set back since would keep an answer fresh for longer than it is.
const isFresh = (heardAt: Instant, now: Instant): boolean =>
  !Instant.isBefore(now, heardAt) && Duration.isLessThan(DateTime.distance(heardAt, now), freshFor)

const readDate = (date: string | undefined): Instant | undefined => {
  const millis = Date.parse(date ?? "")
  return Number.isNaN(millis) ? undefined : Instant.ofMillis(millis)
}
