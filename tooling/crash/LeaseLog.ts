import type { Lease, WorkerNotice } from "./Notice.ts"

/**
 * What workers in many processes say of their leases, and what is wrong with it.
 *
 * - **Shape**: a worker that is killed may have said less than it did, and never more; so whatever is found is wrong indeed.
 */
export class LeaseLog {
  readonly #ended = new Map<string, string>()
  readonly #leases: Array<Lease> = []
  readonly #settling = new Map<string, Set<string>>()
  #sealed = 0
  readonly #twice: Array<string> = []

  /** How many records the workers said they have sealed. */
  get sealed(): number {
    return this.#sealed
  }

  /** How many records the workers said they have settled for good. */
  get ended(): number {
    return this.#ended.size
  }

  /** How many workers have settled some for good. */
  get hands(): number {
    return new Set(this.#ended.values()).size
  }

  hear(notice: WorkerNotice, worker: string): void {
    if (notice._tag === "Leased") this.#leases.push(notice)
    if (notice._tag === "Sealed") this.#sealed += notice.records
    if (notice._tag === "Settling") {
      const keys = this.#settling.get(notice.lease) ?? new Set()
      for (const key of notice.keys) keys.add(key)
      this.#settling.set(notice.lease, keys)
    }
    if (notice._tag === "Settled") {
      for (const key of notice.ended) {
        const before = this.#ended.get(key)
        if (before !== undefined)
          this.#twice.push(`${key} was settled for good by ${before} and by ${worker}`)
        this.#ended.set(key, worker)
      }
    }
  }

  /** What is wrong, in sentences. */
  problems(): ReadonlyArray<string> {
    const byKey = new Map<string, Array<Lease>>()
    for (const lease of this.#leases)
      for (const key of lease.keys) byKey.set(key, [...(byKey.get(key) ?? []), lease])
    return [
      ...this.#twice,
      ...[...byKey].flatMap(([key, leases]) =>
        leases.flatMap((one, i) =>
          leases
            .slice(i + 1)
            .filter((other) => this.#areBothHeld(key, one, other))
            .map((other) => `${key} was held under ${one.lease} and ${other.lease} at once`)
        )
      )
    ]
  }

  // Two leases of a record follow each other: the later one was taken when the earlier had run out, or was given back.
  #areBothHeld(key: string, one: Lease, other: Lease): boolean {
    const isGivenBack = ({ lease }: Lease) => this.#settling.get(lease)?.has(key) === true
    return other.from < one.until && one.from < other.until && !isGivenBack(one) && !isGivenBack(other)
  }
}
