import { clockSkew, Instant } from "@tallyhour/core"
import { type Clock, DateTime, Duration, Effect, Option } from "effect"

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
    heard: Effect.clockWith((clock) =>
      Effect.sync(() =>
        latest !== undefined && isFresh(latest.at, momentBy(clock))
          ? Option.some(latest.ahead)
          : Option.none()
      )
    ),
    listen: (request) =>
      Effect.clockWith((clock) => {
        const asked = momentBy(clock).wall
        let shown: Instant | undefined
        const note = () => {
          if (shown === undefined) return
          const at = momentBy(clock)
          latest = { ahead: clockSkew(shown, { answered: at.wall, asked }), at }
        }
        return Effect.ensuring(
          request((date) => (shown = readDate(date))),
          Effect.sync(note)
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

const momentBy = (clock: Clock.Clock): Moment => ({
  wall: Instant.ofMillis(clock.currentTimeMillisUnsafe()),
  nanos: clock.monotonicTimeNanosUnsafe()
})

// By the wall clock alone an answer would stay fresh for ever when that clock stands still, and for longer when it is set back.
const isFresh = (heard: Moment, now: Moment): boolean =>
  now.nanos - heard.nanos < Duration.toNanosUnsafe(freshFor) &&
  !Instant.isBefore(now.wall, heard.wall) &&
  Duration.isLessThan(DateTime.distance(heard.wall, now.wall), freshFor)

const readDate = (date: string | undefined): Instant | undefined => {
  const millis = Date.parse(date ?? "")
  return Number.isNaN(millis) ? undefined : Instant.ofMillis(millis)
}
