import { DateTime, Duration } from "effect"
import { Balance } from "../model/Balance.ts"
import type { CutOverForecast } from "../model/CutOver.ts"
import type { DeadlineAlert } from "../model/DeadlineAlert.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Settlement } from "../model/Settlement.ts"
import type { Unbilled } from "../port/Books.ts"
import type { WaitingRecord } from "../port/RecordReview.ts"
import type { PassReport } from "../program/meteringPass.ts"
import type { Followed } from "../program/followAgreement.ts"
import type {
  AlertReport,
  BalanceReport,
  FollowReport,
  ForecastReport,
  PassSummary,
  UnbilledReport,
  WithheldReport
} from "./MeterHandle.ts"

/** Counts what a pass did. */
export const summaryOf = ({ expired, rehearsed, sealed, settled }: PassReport): PassSummary => {
  const count = (...tags: ReadonlyArray<Settlement["_tag"]>) =>
    settled.filter(({ settlement }) => tags.includes(settlement._tag)).length
  return {
    expired,
    sealed,
    accepted: count("Settled", "SettledEarlier"),
    retried: count("Retry"),
    failed: count("Dead", "InDoubt"),
    ...(rehearsed.length > 0 && { dryRun: rehearsed.length })
  }
}

/** Writes what became of an event. */
export const reportFollowed = ({ changes, isNew, isParked }: Followed): FollowReport => ({
  isNew,
  isParked,
  changes: changes.map(({ activeUntil, subscription: { account, productCode } }) => ({
    account,
    productCode,
    ...(activeUntil !== undefined && { activeUntil: DateTime.formatIso(activeUntil) })
  }))
})

/** Writes what a cut-over would do for people and JSON. */
export const reportForecast = (forecasts: ReadonlyArray<CutOverForecast>): ReadonlyArray<ForecastReport> =>
  forecasts.map(({ account, agreement, from, problem }) => ({
    account,
    ...(agreement && {
      meteredBy: agreement._tag === "Legacy" ? ("customer identifier" as const) : ("product" as const)
    }),
    ...(from && { from: DateTime.formatIso(from) }),
    ...(problem !== undefined && { problem })
  }))

/** Writes balances for people and JSON. */
export const reportBalances = (balances: ReadonlyArray<Balance>): ReadonlyArray<BalanceReport> =>
  balances.map((balance) => ({
    account: balance.account,
    meter: balance.meter,
    recorded: Quantity.format(balance.recorded),
    open: Quantity.format(balance.open),
    carried: Quantity.format(balance.carried),
    pending: Quantity.format(balance.pending),
    accepted: Quantity.format(balance.accepted),
    dead: Quantity.format(balance.dead),
    held: Quantity.format(balance.held),
    included: Quantity.format(balance.included),
    writtenOff: Quantity.format(balance.writtenOff),
    unexplained: Quantity.format(Balance.unexplained(balance))
  }))

/** Writes what will not be billed for people and JSON. */
export const reportUnbilled = (unbilled: ReadonlyArray<Unbilled>): ReadonlyArray<UnbilledReport> =>
  unbilled.map((row) => ({ ...row, quantity: Quantity.format(row.quantity) }))

/** Writes an alert for people and JSON. */
export const reportAlert = ({ account, deadline, level, meter, quantity }: DeadlineAlert): AlertReport => ({
  account,
  meter,
  deadline: DateTime.formatIso(deadline),
  levelSeconds: Duration.toSeconds(level),
  quantity: Quantity.format(quantity)
})

/** Writes withheld records for people and JSON. */
export const reportWithheld = (withheld: ReadonlyArray<WaitingRecord>): ReadonlyArray<WithheldReport> =>
  withheld.map(({ reason, record, until }) => ({
    dedupKey: record.dedupKey,
    account: record.account,
    meter: record.meter,
    hour: MeteringHour.format(record.hour),
    quantity: record.quantity,
    until: DateTime.formatIso(until),
    reason
  }))
