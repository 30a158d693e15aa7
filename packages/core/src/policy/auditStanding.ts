import { DateTime, Duration } from "effect"
import { Instant } from "../model/Instant.ts"
import type { LedgerEntry } from "../model/LedgerEntry.ts"
import type { InvariantId } from "../model/Invariants.ts"
import type { RecordState } from "../model/UsageRecord.ts"
import type { Finding } from "../model/Violation.ts"

/** Leases last at most this long, clocks differ by no more, and a healthy worker takes up what is due within it. */
const patience = Duration.minutes(5)

/** What an audit is told besides the rows. */
export interface AuditContext {
  readonly now: Instant
  /** Whether a worker has run for the last minutes, so that nothing may be overdue; not taken for granted if absent. */
  readonly isWorkerHealthy?: boolean | undefined
}

/**
 * Lists what is wrong with where a record stands: its state, its attempts, its instants, and what was said of it.
 *
 * - **Shape**: total. Without `isWorkerHealthy` nothing is held against a record that nobody takes up.
 *
 * **Example** (Nobody takes the record up)
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *     })
 *     const waiting: LedgerEntry = {
 *       record,
 *       state: "sealed",
 *       attempts: 0,
 *       mayBeAccepted: false,
 *       availableAt: record.sealedAt,
 *       leasedUntil: undefined,
 *       withheldUntil: undefined,
 *       reason: undefined,
 *       meteringRecordId: undefined,
 *       endedAt: undefined
 *     }
 *     const now = DateTime.makeUnsafe("2026-03-10T12:30:00Z")
 *
 *     auditStanding(waiting, { now }) // => []
 *     auditStanding(waiting, { isWorkerHealthy: true, now })[0]?.found
 *     // => "it is due since 2026-03-10T12:15:00.000Z and nobody has taken it up"
 */
export const auditStanding = (entry: LedgerEntry, context: AuditContext): ReadonlyArray<Finding> =>
  Object.entries(checks).flatMap(([invariant, ofInvariant]) =>
    ofInvariant.flatMap((check) => {
      const found = check(entry, context)
      // The keys of the table below are numbers of invariants, which `Object.entries` forgets.
      return found === undefined ? [] : [{ invariant: invariant as InvariantId, found }]
    })
  )

type Check = (entry: LedgerEntry, context: AuditContext) => string | undefined

const settledUnproved: Check = ({ mayBeAccepted, meteringRecordId, state }) =>
  state === "settled" && (meteringRecordId ?? "") === "" && !mayBeAccepted
    ? "it is settled without a metering record id, and no attempt may have been accepted"
    : undefined

const namedUnsettled: Check = ({ meteringRecordId, state }) =>
  state !== "settled" && meteringRecordId !== undefined
    ? `it has the metering record id ${meteringRecordId} and is ${state}, not settled`
    : undefined

const settledByDuplicate: Check = ({ attempts, mayBeAccepted, meteringRecordId, state }) =>
  state === "settled" && (meteringRecordId ?? "") === "" && mayBeAccepted && attempts < 2
    ? "it is settled as accepted at an earlier attempt, and there was none"
    : undefined

const unattempted: Check = ({ attempts, mayBeAccepted, state }) => {
  if (attempts > 0) return undefined
  if (sentStates.has(state)) return `it is ${state}, and no attempt was written down`
  return mayBeAccepted ? "it may be accepted, and no attempt was written down" : undefined
}

const stepBeforeSealing: Check = ({ availableAt, endedAt, leasedUntil, record: { sealedAt } }) => {
  const steps = [
    ["available", availableAt],
    ["leased", leasedUntil],
    ["ended", endedAt]
  ] as const
  const early = steps.find(
    ([, instant]) =>
      instant !== undefined && Instant.isBefore(DateTime.addDuration(instant, patience), sealedAt)
  )
  return early?.[1] === undefined
    ? undefined
    : `it was ${early[0]} at ${iso(early[1])}, before it was sealed at ${iso(sealedAt)}`
}

const deadThoughAccepted: Check = ({ mayBeAccepted, state }) =>
  state === "dead" && mayBeAccepted ? "it is dead, and an attempt may have been accepted" : undefined

const endedInSilence: Check = ({ reason, state }) =>
  (state === "dead" || state === "in doubt") && (reason ?? "") === ""
    ? `it is ${state} and nothing says why`
    : undefined

const doubtWithoutCause: Check = ({ mayBeAccepted, state }) =>
  state === "in doubt" && !mayBeAccepted ? "it is in doubt, and no attempt may have been accepted" : undefined

const endContradicted: Check = ({ endedAt, state }) => {
  if (finalStates.has(state))
    return endedAt === undefined ? `it is ${state} and nothing says since when` : undefined
  return endedAt === undefined ? undefined : `it ended at ${iso(endedAt)} and is ${state}, which is no end`
}

/** Once the deadline is past, a worker ends the record whenever it is due. */
const dueTooLate: Check = ({ availableAt, leasedUntil, record: { deadline }, state }, { now }) => {
  if (finalStates.has(state) || !Instant.isBefore(now, deadline)) return undefined
  const next = leasedUntil ?? availableAt
  return isLater(next, deadline)
    ? `it is next due at ${iso(next)}, after its deadline ${iso(deadline)}`
    : undefined
}

const notExpired: Check = ({ leasedUntil, record: { deadline }, state }, { isWorkerHealthy = false, now }) =>
  isWorkerHealthy && !finalStates.has(state) && isLater(now, Instant.max(deadline, leasedUntil ?? deadline))
    ? `its deadline ${iso(deadline)} is past and it is ${state} still`
    : undefined

const leaseContradicted: Check = ({ leasedUntil, state }) =>
  state !== "leased" && leasedUntil !== undefined
    ? `it is ${state} and under a lease until ${iso(leasedUntil)}`
    : undefined

const leaseTooLong: Check = ({ leasedUntil }, { now }) =>
  leasedUntil !== undefined && isLater(leasedUntil, DateTime.addDuration(now, patience))
    ? `it is leased until ${iso(leasedUntil)}, longer than any worker works`
    : undefined

const leaseRanOut: Check = ({ leasedUntil, state }, { isWorkerHealthy = false, now }) =>
  isWorkerHealthy && state === "leased" && leasedUntil !== undefined && isLater(now, leasedUntil)
    ? `its lease ran out at ${iso(leasedUntil)} and nobody has taken it over`
    : undefined

const leaseWithoutEnd: Check = ({ leasedUntil, state }) =>
  state === "leased" && leasedUntil === undefined ? "it is leased without an end" : undefined

const overdue: Check = ({ availableAt, state }, { isWorkerHealthy = false, now }) =>
  isWorkerHealthy && state === "sealed" && isLater(now, availableAt)
    ? `it is due since ${iso(availableAt)} and nobody has taken it up`
    : undefined

const retryTooLate: Check = ({ availableAt, state, withheldUntil }, { now }) =>
  state === "sealed" &&
  availableAt.epochMilliseconds !== withheldUntil?.epochMilliseconds &&
  isLater(availableAt, DateTime.addDuration(now, patience))
    ? `it waits until ${iso(availableAt)}, and no guard withholds it`
    : undefined

const checks = {
  "I-4": [settledUnproved, namedUnsettled],
  "I-5": [settledByDuplicate],
  "I-6": [unattempted, stepBeforeSealing],
  "I-9": [deadThoughAccepted],
  "I-13": [endedInSilence, doubtWithoutCause, endContradicted],
  "I-14": [dueTooLate, notExpired],
  "I-17": [leaseContradicted, leaseTooLong, leaseRanOut],
  "I-30": [leaseWithoutEnd, overdue],
  "I-31": [retryTooLate]
} as const satisfies { readonly [Id in InvariantId]?: ReadonlyArray<Check> }

const finalStates: ReadonlySet<RecordState> = new Set(["settled", "dead", "in doubt"])
const sentStates: ReadonlySet<RecordState> = new Set(["leased", "settled", "in doubt"])

/** Whether a moment is later than another by more than clocks and passes account for. */
const isLater = (instant: Instant, than: Instant): boolean =>
  Instant.isBefore(DateTime.addDuration(than, patience), instant)

const iso = (instant: Instant): string => DateTime.formatIso(instant)
