import type { ProductCode } from "./seller.ts"

/** What every process of a run is told: where everything is. */
export interface Task {
  readonly clockFile: string
  readonly databaseUrl: string
  readonly endpoint: string
  /** By which the server knows its sessions. */
  readonly name: string
  /** What it knows of what is sold. */
  readonly products: ReadonlyArray<ProductCode>
  /** How many records a worker leases at once at most. */
  readonly recordsMax: number
}
