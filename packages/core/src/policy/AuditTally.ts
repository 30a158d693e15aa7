import type { Balance } from "../model/Balance.ts"
import type { LedgerEntry, UnreadableEntry } from "../model/LedgerEntry.ts"
import type { LedgerMove } from "../model/LedgerMove.ts"
import { type AuditedRow, type Finding, Violation } from "../model/Violation.ts"
import { auditBalance } from "./auditBalance.ts"
import { auditMove } from "./auditMove.ts"
import { auditRecord } from "./auditRecord.ts"
import { type AuditContext, auditStanding } from "./auditStanding.ts"
import { RecordTally } from "./RecordTally.ts"

/** How many violations a report tells of; a ledger that is wrong everywhere need not fill the memory, too. */
const violationsMax = 1_000

/**
 * What an audit looked at, and what it found.
 *
 * - **Shape**: `violations` are the first thousand; `violationsFound` counts them all.
 */
export interface AuditReport {
  /** Accounts with usage. */
  readonly accounts: number
  /** Records, unreadable ones included. */
  readonly records: number
  /** Moves of late usage. */
  readonly moves: number
  readonly violationsFound: number
  readonly violations: ReadonlyArray<Violation>
}

/**
 * An audit in pieces, for a ledger that does not fit into memory: give it what there is, in any order, then take the report.
 *
 * **Example** (Two pages without records)
 *
 *     const now = DateTime.makeUnsafe("2026-03-10T12:20:00Z")
 *     const tally = new AuditTally()
 *     tally.addEntries({ entries: [], unreadable: [] }, { now })
 *     tally.addEntries({ entries: [], unreadable: [] }, { now })
 *
 *     tally.report().violations // => []
 */
export class AuditTally {
  private readonly accounts = new Set<string>()
  private readonly seen = new RecordTally()
  private readonly violations: Array<Violation> = []
  private records = 0
  private moves = 0
  private violationsFound = 0

  /** Checks balances; each account and meter once. */
  addBalances(balances: ReadonlyArray<Balance>): void {
    for (const balance of balances) {
      this.accounts.add(balance.account)
      this.blame({ account: balance.account, meter: balance.meter }, auditBalance(balance))
    }
  }

  /** Checks a page of records at the time at which it was read; each record once. */
  addEntries(
    page: {
      readonly entries: ReadonlyArray<LedgerEntry>
      readonly unreadable: ReadonlyArray<UnreadableEntry>
    },
    context: AuditContext
  ): void {
    this.records += page.entries.length + page.unreadable.length
    for (const entry of page.entries) {
      const { record } = entry
      this.blame(record, auditRecord(record))
      this.blame(record, auditStanding(entry, context))
      this.blame(record, this.seen.add(record))
    }
    for (const entry of page.unreadable)
      this.blame(entry, [{ invariant: "I-7", found: `it is no usage record any more: ${entry.problem}` }])
  }

  /** Checks moves of late usage. */
  addMoves(moves: ReadonlyArray<LedgerMove>): void {
    this.moves += moves.length
    for (const move of moves) this.blame({ account: move.account, meter: move.meter }, auditMove(move))
  }

  /** What was found so far. */
  report(): AuditReport {
    return {
      accounts: this.accounts.size,
      records: this.records,
      moves: this.moves,
      violationsFound: this.violationsFound,
      violations: [...this.violations]
    }
  }

  private blame(row: AuditedRow, findings: ReadonlyArray<Finding>): void {
    this.violationsFound += findings.length
    const room = violationsMax - this.violations.length
    this.violations.push(...findings.slice(0, room).map((finding) => Violation.of(finding, row)))
  }
}
