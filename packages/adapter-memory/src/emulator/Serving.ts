import type { ServerBounds } from "./serverBounds.ts"

/** What the server answers by. */
export interface Serving {
  readonly bounds: ServerBounds
  readonly control: boolean
  readonly controlFrom: "anywhere" | "loopback"
  /** Waits until what happened so far is kept; undefined if it is, or if nothing is to be kept. */
  readonly durable?: (() => Promise<void> | undefined) | undefined
  /** Returns the id of a request that is refused before the emulator sees it. */
  readonly nextRequestId: () => string
  /** What the control interface and the page ask of everybody; undefined if they ask where somebody is. */
  readonly secret?: string | undefined
}
