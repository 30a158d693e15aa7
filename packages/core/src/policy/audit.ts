import type { Balance } from "../model/Balance.ts"
import type { LedgerEntry, UnreadableEntry } from "../model/LedgerEntry.ts"
import type { LedgerMove } from "../model/LedgerMove.ts"
import type { AuditContext } from "./auditStanding.ts"
import { type AuditReport, AuditTally } from "./AuditTally.ts"

/** The rows of a ledger that fits into memory, and what an audit is told besides. */
export interface AuditedLedger extends AuditContext {
  readonly balances: ReadonlyArray<Balance>
  readonly entries: ReadonlyArray<LedgerEntry>
  readonly moves?: ReadonlyArray<LedgerMove>
  readonly unreadable?: ReadonlyArray<UnreadableEntry>
}

/**
 * Checks the rows of a ledger against all that is promised of them, and lists what they do not keep.
 *
 * - **Shape**: total and exact; `Invariants` says what is checked. Balances and entries may be of different moments, because
 *   none is compared with the other.
 * - **Errors**: none; what is wrong is in the report.
 *
 * **Example** (A record that is settled, though AWS never said so)
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
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *     const settled: LedgerEntry = {
 *       record,
 *       state: "settled",
 *       attempts: 1,
 *       mayBeAccepted: false,
 *       availableAt: record.sealedAt,
 *       leasedUntil: undefined,
 *       withheldUntil: undefined,
 *       reason: undefined,
 *       meteringRecordId: undefined,
 *       endedAt: DateTime.makeUnsafe("2026-03-10T12:16:00Z")
 *     }
 *     const now = DateTime.makeUnsafe("2026-03-10T12:20:00Z")
 *
 *     const { records, violations } = audit({ balances: [], entries: [settled], now })
 *     records // => 1
 *     violations.map(({ invariant }) => invariant) // => ["I-4"]
 *     violations[0]?.found // => "it is settled without a metering record id, and no attempt may have been accepted"
 */
export const audit = (ledger: AuditedLedger): AuditReport => {
  const tally = new AuditTally()
  tally.addBalances(ledger.balances)
  tally.addEntries({ entries: ledger.entries, unreadable: ledger.unreadable ?? [] }, ledger)
  tally.addMoves(ledger.moves ?? [])
  return tally.report()
}
