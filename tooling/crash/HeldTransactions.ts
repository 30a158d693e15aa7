import type { Draw } from "../quarter/drawFrom.ts"
import type { CrashSite } from "./openCrashSite.ts"
import { recordInTransaction } from "./recordInTransaction.ts"
import type { GivenEvent } from "./RecorderOrder.ts"
import type { Staff } from "./Staff.ts"

interface Held {
  readonly end: () => void
  readonly ended: Promise<void>
  left: number
}

/** Transactions of the application that record usage and stay open, over sealings and over whatever goes wrong. */
export class HeldTransactions {
  readonly #draw: Draw
  readonly #open = new Set<Held>()
  readonly #site: CrashSite
  readonly #staff: Staff

  constructor(site: CrashSite, staff: Staff, draw: Draw) {
    this.#draw = draw
    this.#site = site
    this.#staff = staff
  }

  /** Records an event in a transaction that stays open for so many faults; what is not committed then is as if it never were. */
  hold(
    event: GivenEvent,
    { faults, isCommitted }: { readonly faults: number; readonly isCommitted: boolean }
  ): void {
    const { promise: release, resolve: end } = Promise.withResolvers<void>()
    const ended = this.#record(event, async () => {
      await release
      if (!isCommitted) throw new GivenUp()
    })
    this.#open.add({ end, ended, left: faults })
  }

  async #record(event: GivenEvent, before: () => Promise<void>): Promise<void> {
    const { desk, leases } = this.#staff
    const sealedBefore = leases.sealed
    const isAcross = () => leases.sealed > sealedBefore
    try {
      await recordInTransaction(this.#site.holders, this.#site.meter, event, before)
      desk.acknowledged.push(event)
      if (isAcross()) this.#staff.mark("transactions open across a sealing")
    } catch (error) {
      // A session that the server ended, or an unknown commit: the application tries again.
      if (!(error instanceof GivenUp)) return this.#staff.give(event, this.#draw)
      if (isAcross()) this.#staff.mark("transactions open across a sealing and rolled back")
    }
  }

  /** Counts a fault, and ends the transactions that have stayed open for as many as they should. */
  countFault(): void {
    for (const held of this.#open) {
      held.left -= 1
      if (held.left > 0) continue
      held.end()
      this.#open.delete(held)
    }
  }

  /** Ends all that are open. */
  async endAll(): Promise<void> {
    for (const held of this.#open) held.end()
    await Promise.all([...this.#open].map(({ ended }) => ended))
    this.#open.clear()
  }
}

class GivenUp extends Error {}
