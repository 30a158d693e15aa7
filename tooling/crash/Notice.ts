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

/** What a recorder process says. */
export type RecorderNotice =
  /** Said before the store is told, so that it is known even if the recorder dies of it. */
  | { readonly _tag: "Appending"; readonly events: number }
  | { readonly _tag: "Recorded"; readonly isRepeat: boolean; readonly order: number }
  /** The id stands for other usage. */
  | { readonly _tag: "Refused"; readonly order: number }
  /** It has to be tried again. */
  | { readonly _tag: "Failed"; readonly order: number; readonly reason: string }

/** What an archiver process says. */
export type ArchiverNotice =
  /** It begins to move something, such as these events. */
  | { readonly _tag: "Archiving"; readonly eventIds: ReadonlyArray<string> }
  | { readonly _tag: "Archived"; readonly events: number; readonly records: number }
  /** It has to be tried again. */
  | { readonly _tag: "Failed"; readonly reason: string }
