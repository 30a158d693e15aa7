import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/** The store cannot be reached, or refuses work for now. Whether a write took place is not known; repeat it. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return true
  }
  get remedy(): Remedy {
    return {
      cause: "The store cannot be reached, or refuses work for now; whether a write took place is not known.",
      retry: "retry",
      nextStep: "Repeat the call with the same ids when the store is back."
    }
  }
  override get message(): string {
    return `The store cannot be used now: ${this.detail}. Repeat the call with the same ids when it is back.`
  }
}

/** Two transactions met, and this one lost. Nothing was written; repeat the whole transaction. */
export class StoreBusy extends Schema.TaggedError<StoreBusy>()("StoreBusy", { detail: Schema.String }) {
  get isRetryable(): boolean {
    return true
  }
  get remedy(): Remedy {
    return {
      cause: "Two transactions met, and this one lost; nothing was written.",
      retry: "retry",
      nextStep: "Repeat the whole transaction."
    }
  }
  override get message(): string {
    return `Another transaction came first: ${this.detail}. Repeat the whole transaction.`
  }
}

/** The store lacks our tables, or holds those of another version. */
export class SchemaMismatch extends Schema.TaggedError<SchemaMismatch>()("SchemaMismatch", {
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The store lacks our tables, or holds those of another version.",
      retry: "fix",
      nextStep:
        "Run the migrations of this version with `meter.migrate()`, then repeat the call; if a newer version has migrated the store, install that."
    }
  }
  override get message(): string {
    return `The database schema does not fit: ${this.detail}. ${this.remedy.nextStep}`
  }
}

/** The store refused a statement for a reason that no repetition changes. */
export class StoreRefused extends Schema.TaggedError<StoreRefused>()("StoreRefused", {
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The store refused a statement for a reason that no repetition changes.",
      retry: "fix",
      nextStep: "Read the reason, and put the database or its permissions right."
    }
  }
  override get message(): string {
    return `The store refused the statement: ${this.detail}.`
  }
}

/** Says that a store did not do what it was asked. */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  reason: Schema.Union([StoreUnavailable, StoreBusy, SchemaMismatch, StoreRefused])
}) {
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  get remedy(): Remedy {
    return this.reason.remedy
  }
  override get message(): string {
    return this.reason.message
  }
}
