import { Schema } from "effect"

/** The store cannot be reached, or refuses work for now. Whether a write took place is not known; repeat it. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return true
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
  override get message(): string {
    return `The database schema does not fit: ${this.detail}. Run the migrations of this version first.`
  }
}

/** The store refused a statement for a reason that no repetition changes. */
export class StoreRefused extends Schema.TaggedError<StoreRefused>()("StoreRefused", {
  detail: Schema.String
}) {
  get isRetryable(): boolean {
    return false
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
  override get message(): string {
    return this.reason.message
  }
}
