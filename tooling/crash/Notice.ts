/** What a worker process says of itself, in the moment in which it happens. */
export type WorkerNotice =
  | { readonly _tag: "Sealing" }
  | { readonly _tag: "Sealed"; readonly records: number }
  | (Lease & { readonly _tag: "Leased" })
  /** Said before the ledger is told, so that it is known even if the worker dies of it. */
  | { readonly _tag: "Settling"; readonly keys: ReadonlyArray<string>; readonly lease: string }
  | {
      readonly _tag: "Settled"
      /** The records that were settled for good. */
      readonly ended: ReadonlyArray<string>
      /** How many the ledger did not take, because another worker holds them. */
      readonly missed: number
    }
  | { readonly _tag: "Defect"; readonly text: string }

/** Records in the hands of a worker. Instants are in epoch milliseconds, as the ledger was told them. */
export interface Lease {
  readonly from: number
  readonly keys: ReadonlyArray<string>
  readonly lease: string
  /** How many were taken over from a lease that ran out. */
  readonly takenOver: number
  readonly until: number
}

/** What a recorder process says: an event is committed, or it has to be tried again. */
export type RecorderNotice =
  | { readonly _tag: "Recorded"; readonly eventId: string; readonly isRepeat: boolean }
  | { readonly _tag: "Failed"; readonly eventId: string; readonly reason: string }
