import type { ServerBounds } from "./serverBounds.ts"

/** What the server answers by. */
export interface Serving {
  readonly bounds: ServerBounds
  readonly control: boolean
  readonly controlFrom: "anywhere" | "loopback"
  /** Returns the id of a request that is refused before the emulator sees it. */
  readonly nextRequestId: () => string
}
