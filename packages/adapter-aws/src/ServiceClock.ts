import { clockSkew, Instant } from "@tallyhour/core"
import { Clock, DateTime, Duration, Effect, Option } from "effect"

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
  let latest: Heard | undefined
  return {
    heard: Effect.map(moment, (now) =>
      latest !== undefined && isFresh(latest.at, now) ? Option.some(latest.ahead) : Option.none()
    ),
    listen: (request) =>
      Effect.gen(function* () {
        const asked = yield* DateTime.now
        let shown: Instant | undefined
        return yield* request((date) => (shown = readDate(date))).pipe(
          Effect.ensuring(
            Effect.map(moment, (at) => {
              const answered = at.wall
              if (shown !== undefined) latest = { ahead: clockSkew(shown, { answered, asked }), at }
            })
          )
        )
      })
  }
}

interface Heard {
  readonly ahead: Duration.Duration
  readonly at: Moment
}

/** One moment by both clocks of the host: that which shows the time and can be set, and that which only runs. */
interface Moment {
  readonly wall: Instant
  readonly nanos: bigint
}

const moment: Effect.Effect<Moment> = Effect.all({ wall: DateTime.now, nanos: Clock.monotonicTimeNanos })

// By the wall clock alone an answer would stay fresh for ever when that clock stands still, and for longer when it is set back.
const isFresh = (heard: Moment, now: Moment): boolean =>
  now.nanos - heard.nanos < Duration.toNanosUnsafe(freshFor) &&
  !Instant.isBefore(now.wall, heard.wall) &&
  Duration.isLessThan(DateTime.distance(heard.wall, now.wall), freshFor)

const readDate = (date: string | undefined): Instant | undefined => {
  const millis = Date.parse(date ?? "")
  return Number.isNaN(millis) ? undefined : Instant.ofMillis(millis)
}
