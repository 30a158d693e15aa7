import type { UsedEvent } from "./judgeBooks.ts"

/** An event as the application hands it to a recorder. */
export interface GivenEvent extends UsedEvent {
  readonly occurredAt: string
}

/** What a recorder is told to record. */
export interface RecorderOrder {
  readonly event: GivenEvent
  readonly order: number
}
