import { DateTime } from "effect"
import type { BuyerStep } from "./Buyer.ts"
import type { Usage } from "./planUsage.ts"
import type { Weather } from "./planWeather.ts"

const hour = 3_600_000

/**
 * Whether something happened that may keep usage from being billed: AWS was away for longer than it takes usage back, the buyer
 * left, or it was reported when its month was over.
 *
 * - **Shape**: by the plan alone, with none of the code that is played. What is not excusable must be on the bill.
 */
export const isExcusable = (
  usage: Usage,
  { restarts, steps, weather }: Circumstances & { readonly weather: ReadonlyArray<Weather> }
): boolean =>
  isOfAnotherMonth(usage) ||
  (steps === undefined
    ? isCut(usage, weather) || isOrphaned(usage, restarts)
    : isRefused(usage, weather) || isLeft(usage, steps))

/** What has happened to an account: the steps of a buyer, or the restarts of a cluster. */
export interface Circumstances {
  readonly restarts?: ReadonlyArray<number>
  readonly steps?: ReadonlyArray<BuyerStep>
}

const isOfAnotherMonth = ({ occurredAt, reportedAt }: Usage): boolean =>
  monthOf(occurredAt) !== monthOf(reportedAt + 2 * hour)

const monthOf = (at: number): number => DateTime.getPartUtc(DateTime.makeUnsafe(at), "month")

// A refusal that outlasts the 24 hours in which AWS takes a service's usage.
const isRefused = ({ occurredAt }: Usage, weather: ReadonlyArray<Weather>): boolean =>
  weather.some(
    ({ from, kind, until }) => kind === "disabled" && from - 24 * hour <= occurredAt && occurredAt <= until
  )

// An outage that outlasts the 6 hours in which AWS takes a container's.
const isCut = ({ occurredAt }: Usage, weather: ReadonlyArray<Weather>): boolean =>
  weather.some(
    ({ from, kind, until }) => kind === "outage" && from - 6 * hour <= occurredAt && occurredAt <= until
  )

// A task whose report was not answered takes it along when it ends, because AWS would bill it to another task once more.
const isOrphaned = ({ occurredAt }: Usage, restarts: ReadonlyArray<number> = []): boolean =>
  restarts.some((at) => occurredAt <= at && at <= occurredAt + 7 * hour)

// After a cancellation AWS takes usage for an hour, and an outage may be in the way of it.
const isLeft = ({ occurredAt, reportedAt }: Usage, steps: ReadonlyArray<BuyerStep>): boolean =>
  steps.some(
    ({ at, what }) =>
      what === "cancel" && occurredAt <= at && (at <= occurredAt + 10 * hour || at <= reportedAt)
  )
